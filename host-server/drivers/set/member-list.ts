import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DriverMember } from '../driver.ts';

/** What must be known of a set's members when there is nothing but the server's id; its own limits are not the set's to change. */
export interface KeptMember {
  name: string;
  ownVcpus: boolean;
  ownMemory: boolean;
}

/** Kept before anything of a member is made, so that whatever is found on the machine has a name here. */
export async function keepMembers(file: string, members: readonly DriverMember[]): Promise<void> {
  const kept = members.map(({ name, vcpus, memoryMib }): KeptMember => ({ name, ownVcpus: vcpus !== undefined, ownMemory: memoryMib !== undefined }));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Undefined for a server that is no set. */
export async function readMembers(file: string): Promise<KeptMember[] | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as KeptMember[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
