import { join } from 'node:path';

/** Where one cloud of this machine lives; several can stand side by side, each with its own SAMPAN_HOME, _RUN and _PORT. */
export interface LocalCloud {
  home: string;
  run: string;
  regionUrl: string;
  imageUrl: string;
  hostUrl: string;
  secretsFile: string;
  services: LocalService[];
}

/** One of the three services: what to start and how it is configured (environment; see docs/configuration.md). */
export interface LocalService {
  name: 'region' | 'image-service' | 'host-server';
  url: string;
  logFile: string;
  pidFile: string;
  env: Record<string, string>;
}

/**
 * Reads SAMPAN_HOME (persistent state, default /var/lib/sampan), SAMPAN_RUN (gone after a boot, default /run/sampan),
 * SAMPAN_PORT (the first of three ports on 127.0.0.1, default 8770) and SAMPAN_BRIDGE (default br-int).
 */
export function localCloud(env: NodeJS.ProcessEnv): LocalCloud {
  const home = env['SAMPAN_HOME'] ?? '/var/lib/sampan';
  const run = env['SAMPAN_RUN'] ?? '/run/sampan';
  const port = Number(env['SAMPAN_PORT'] ?? 8770);
  if (!Number.isInteger(port) || port < 1 || port > 65533) {
    throw new Error(`SAMPAN_PORT is ${env['SAMPAN_PORT']}: it must be a number from 1 to 65533, the first of three ports.`);
  }
  const address = (offset: number) => `127.0.0.1:${port + offset}`;
  const regionUrl = `http://${address(0)}`;
  const imageUrl = `http://${address(1)}`;
  const hostUrl = `http://${address(2)}`;
  const secretsFile = join(home, 'region', 'secrets.json');
  const service = (name: LocalService['name'], url: string, own: Record<string, string>): LocalService => ({
    name,
    url,
    logFile: join(home, 'log', `${name}.log`),
    pidFile: join(run, 'pids', name),
    env: own,
  });
  return {
    home,
    run,
    regionUrl,
    imageUrl,
    hostUrl,
    secretsFile,
    services: [
      service('region', regionUrl, {
        SAMPAN_REGION_LISTEN: address(0),
        SAMPAN_REGION_STATE_DIR: join(home, 'region'),
        SAMPAN_REGION_IMAGE_URL: imageUrl,
        SAMPAN_REGION_SECRETS_FILE: secretsFile,
      }),
      service('image-service', imageUrl, {
        SAMPAN_IMAGE_LISTEN: address(1),
        SAMPAN_IMAGE_STATE_DIR: join(home, 'image'),
        SAMPAN_IMAGE_AUTH_URL: `${regionUrl}/identity`,
      }),
      service('host-server', hostUrl, {
        SAMPAN_HOST_LISTEN: address(2),
        SAMPAN_HOST_STATE_DIR: join(home, 'host'),
        SAMPAN_HOST_RUN_DIR: join(run, 'host'),
        SAMPAN_HOST_REGION_URL: regionUrl,
        SAMPAN_HOST_BRIDGE: env['SAMPAN_BRIDGE'] ?? 'br-int',
        SAMPAN_HOST_JOIN_TOKEN_FILE: join(run, 'join-token'),
      }),
    ],
  };
}
