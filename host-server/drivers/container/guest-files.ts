import { chown, writeFile } from 'node:fs/promises';
import type { DriverServer } from '../driver.ts';
import type { IdRange } from './oci-spec.ts';
import type { ServerPaths } from './server-paths.ts';

/** Writes the three files of /etc that are a server's own and not its image's; runc binds them into its root. */
export async function writeGuestFiles(server: DriverServer, paths: ServerPaths, idRange: IdRange): Promise<void> {
  const files: [string, string][] = [
    [paths.hostname, `${server.hostname}\n`],
    [paths.hosts, hostsFile(server)],
    [paths.resolvConf, server.nameservers.map(address => `nameserver ${address}\n`).join('')],
  ];
  const write = async ([path, text]: [string, string]): Promise<void> => {
    await writeFile(path, text, { mode: 0o644 });
    await chown(path, idRange.start, idRange.start);
  };
  await Promise.all(files.map(write));
}

function hostsFile(server: DriverServer): string {
  const own = server.addresses.map(address => `${address}\t${server.hostname}\n`).join('');
  return `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${own}`;
}
