import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LocalCloud } from './cloud.ts';
import { stopService } from './daemons.ts';

/** `sampan down [--purge]`: stops the services, the host-server first so that nothing new is begun. */
export async function down(cloud: LocalCloud, args: string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--purge');
  if (unknown !== undefined) {
    process.stderr.write(`sampan down does not know ${unknown}; see sampan down --help\n`);
    return 2;
  }
  for (const service of cloud.services.toReversed()) {
    const ran = await stopService(service);
    process.stdout.write(`${service.name} ${ran ? 'stopped' : 'did not run'}\n`);
  }
  if (!args.includes('--purge')) {
    process.stdout.write('Servers go on running. Start the services again: sampan up. Take everything away: sampan down --purge\n');
    return 0;
  }
  await purgeHost(cloud);
  await rm(cloud.run, { recursive: true, force: true });
  await rm(cloud.home, { recursive: true, force: true });
  process.stdout.write(`Purged: servers, network, images, accounts and everything in ${cloud.home} and ${cloud.run}\n`);
  return 0;
}

/** The host-server itself knows what is its own on this machine. */
async function purgeHost(cloud: LocalCloud): Promise<void> {
  const host = cloud.services.find((service) => service.name === 'host-server');
  const main = fileURLToPath(new URL('../../host-server/main.js', import.meta.url));
  await promisify(execFile)(process.execPath, [main, 'purge'], {
    env: { PATH: process.env['PATH'], ...host?.env },
    timeout: 300_000,
  });
}
