import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether the programs are there that machines need: QEMU, its disk tool and what writes config drives. */
export async function machinesRunHere(path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'): Promise<boolean> {
  const found = await Promise.all(programs.map((name) => isOnPath(name, path.split(':'))));
  return found.every((each) => each);
}

const programs = ['qemu-system-x86_64', 'qemu-img', 'genisoimage'];

async function isOnPath(name: string, folders: readonly string[]): Promise<boolean> {
  const found = await Promise.all(folders.map((folder) => access(join(folder, name), constants.X_OK).then(() => true, () => false)));
  return found.includes(true);
}
