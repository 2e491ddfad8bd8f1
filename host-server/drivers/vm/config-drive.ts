import { chmod, chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Processes } from '../../process/process.ts';

export interface ConfigDriveRequest {
  /** By their paths on the drive. */
  files: ReadonlyMap<string, Buffer>;
  target: string;
  owner: number;
}

/**
 * Writes a config drive: an ISO 9660 file system with the label that cloud-init looks for. Its contents, a password's hash
 * among them, go by files that only root can read, and are gone when it is done.
 */
export async function writeConfigDrive(processes: Pick<Processes, 'run'>, { files, target, owner }: ConfigDriveRequest): Promise<void> {
  const folder = await mkdtemp(`${target}.d`);
  const draft = `${target}.new`;
  try {
    for (const [name, content] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content, { mode: 0o600 });
    }
    await rm(draft, { force: true });
    await processes.run(['genisoimage', '-quiet', '-input-charset', 'utf-8', '-volid', 'config-2', '-joliet', '-joliet-long', '-rational-rock', '-o', draft, folder], { timeoutMs: 30_000 });
    await chmod(draft, 0o600);
    await chown(draft, owner, owner);
    await rename(draft, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
