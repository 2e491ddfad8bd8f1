import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DriverMember, ServerSize } from '../driver.ts';

/** What must be known of a set's members when there is nothing but the server's id; limits of its own are not the set's to change. */
export interface KeptMember {
  name: string;
  vcpus?: number;
  memoryMib?: number;
}

/** Kept before anything of a member is made, so that whatever is found on the machine has a name here. A power cut leaves the list whole. */
export async function keepMembers(file: string, members: readonly DriverMember[]): Promise<void> {
  const text = JSON.stringify(members.map(({ name, vcpus, memoryMib }): KeptMember => ({ name, ...(vcpus === undefined ? {} : { vcpus }), ...(memoryMib === undefined ? {} : { memoryMib }) })));
  if ((await readFile(file, 'utf8').catch(whenNone)) === text) return;
  await mkdir(dirname(file), { recursive: true });
  const draft = await open(`${file}.new`, 'w', 0o600);
  try {
    await draft.writeFile(text);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

/** Undefined for a server that is no set; `damaged` where the list says nothing any more. */
export async function readMembers(file: string): Promise<KeptMember[] | 'damaged' | undefined> {
  const text = await readFile(file, 'utf8').catch(whenNone);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as KeptMember[];
  } catch {
    return 'damaged';
  }
}

/** What a member has of its set's size: no more than the set, and less where it has limits of its own. */
export const sizeWithin = (set: Pick<ServerSize, 'vcpus' | 'memoryMib'>, { vcpus = set.vcpus, memoryMib = set.memoryMib }: Pick<KeptMember, 'vcpus' | 'memoryMib'>) =>
  ({ vcpus: Math.min(vcpus, set.vcpus), memoryMib: Math.min(memoryMib, set.memoryMib) });

function whenNone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
