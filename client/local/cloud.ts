import { join } from 'node:path';

/** Where one cloud of this machine lives; several can stand side by side, each with its own SAMPAN_NAME and SAMPAN_PORT. */
export interface LocalCloud {
  name: string;
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
 * Reads SAMPAN_NAME (of the cloud and of what it makes on the machine: bridge, namespaces, control group; default sampan),
 * SAMPAN_HOME (persistent state, default /var/lib/NAME), SAMPAN_RUN (gone after a boot, default /run/NAME) and
 * SAMPAN_PORT (the first of three ports on 127.0.0.1, default 8770) and SAMPAN_NETWORK_POOL (the addresses that projects'
 * own networks are cut from, and that this machine reaches; default 10.128.0.0/10).
 */
export function localCloud(env: NodeJS.ProcessEnv): LocalCloud {
  const name = env['SAMPAN_NAME'] ?? 'sampan';
  // It becomes part of names of network devices, which have at most 15 characters.
  if (!/^[a-z][a-z0-9]{0,9}$/.test(name)) throw new Error(`SAMPAN_NAME is ${name}: it must be at most 10 small letters and digits, the first a letter.`);
  const home = env['SAMPAN_HOME'] ?? `/var/lib/${name}`;
  const run = env['SAMPAN_RUN'] ?? `/run/${name}`;
  const port = Number(env['SAMPAN_PORT'] ?? 8770);
  if (!Number.isInteger(port) || port < 1 || port > 65533) {
    throw new Error(`SAMPAN_PORT is ${env['SAMPAN_PORT']}: it must be a number from 1 to 65533, the first of three ports.`);
  }
  const networkPool = env['SAMPAN_NETWORK_POOL'] ?? '10.128.0.0/10';
  const address = (offset: number) => `127.0.0.1:${port + offset}`;
  const regionUrl = `http://${address(0)}`;
  const imageUrl = `http://${address(1)}`;
  const hostUrl = `http://${address(2)}`;
  const secretsFile = join(home, 'region', 'secrets.json');
  const service = (kind: LocalService['name'], url: string, own: Record<string, string>): LocalService => ({
    name: kind,
    url,
    logFile: join(home, 'log', `${kind}.log`),
    pidFile: join(run, 'pids', kind),
    env: own,
  });
  return {
    name,
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
        SAMPAN_REGION_NETWORK_POOL: networkPool,
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
        SAMPAN_HOST_BRIDGE: name === 'sampan' ? 'br-int' : `br-${name}`,
        SAMPAN_HOST_GATEWAY_PREFIX: name,
        SAMPAN_HOST_REACH: networkPool,
        SAMPAN_HOST_CGROUP: `/${name}`,
        SAMPAN_HOST_JOIN_TOKEN_FILE: join(run, 'join-token'),
      }),
    ],
  };
}
