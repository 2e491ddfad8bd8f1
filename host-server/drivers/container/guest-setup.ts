/**
 * What a guest is given before its first start, written into its root while nothing runs there: files, the keys that may
 * log in as root, root's password. Symbolic links are followed as the guest would (in-root.ts), so that nothing lands
 * outside. The same for each start until it has been done once; after that these files are the guest's own.
 */
import { chmod, lchown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { DriverServer } from '../driver.ts';
import { pathInRoot, readTextInRoot } from './in-root.ts';
import type { IdRange } from './oci-spec.ts';

type Guest = NonNullable<DriverServer['guest']>;

export async function setUpGuest(root: string, guest: Guest, idRange: IdRange): Promise<void> {
  const owner = idRange.start;
  for (const { path, contents } of guest.files ?? []) {
    await writeInRoot({ root, path, content: Buffer.from(contents, 'base64'), mode: 0o644, folderMode: 0o755, owner });
  }
  if (guest.keys?.length) await addKeys(root, guest.keys.map(key => key.public_key), owner);
  if (guest.password_hash !== undefined) await setRootPassword(root, guest.password_hash, owner);
}

async function addKeys(root: string, keys: readonly string[], owner: number): Promise<void> {
  const passwd = (await readTextInRoot(root, '/etc/passwd')) ?? '';
  const home = passwd.split('\n').map(line => line.split(':')).find(fields => fields[2] === '0')?.[5] || '/root';
  const path = `${home}/.ssh/authorized_keys`;
  const content = Buffer.from(authorizedKeys((await readTextInRoot(root, path)) ?? '', keys));
  await writeInRoot({ root, path, content, mode: 0o600, folderMode: 0o700, owner });
}

/** sshd(8), "AUTHORIZED_KEYS FILE FORMAT": one a line. What the image lets in stays. */
export function authorizedKeys(before: string, keys: readonly string[]): string {
  const lines = before.split('\n').filter(line => line.trim() !== '');
  const missing = keys.map(key => key.trim()).filter(key => key !== '' && !lines.includes(key));
  return [...lines, ...missing].map(line => `${line}\n`).join('');
}

async function setRootPassword(root: string, hash: string, owner: number): Promise<void> {
  const path = '/etc/shadow';
  const kept = await stat(await pathInRoot(root, path)).catch(onlyMissing);
  const content = Buffer.from(shadowWith((await readTextInRoot(root, path)) ?? '', 'root', hash));
  await writeInRoot({ root, path, content, mode: kept ? kept.mode & 0o7777 : 0o600, folderMode: 0o755, owner, group: kept?.gid });
}

/** shadow(5): name, password, days and times. Nothing of another user is touched. */
export function shadowWith(before: string, user: string, hash: string): string {
  const lines = before.split('\n').filter(line => line !== '');
  const at = lines.findIndex(line => line.startsWith(`${user}:`));
  const rest = at < 0 ? ['', '0', '99999', '7', '', '', ''] : (lines[at]?.split(':').slice(2) ?? []);
  const line = [user, hash, ...rest].join(':');
  if (at < 0) lines.push(line);
  else lines[at] = line;
  return lines.map(each => `${each}\n`).join('');
}

interface FileToWrite {
  root: string;
  path: string;
  content: Buffer;
  mode: number;
  /** Of folders above it that are not there. */
  folderMode: number;
  owner: number;
  group?: number | undefined;
}

async function writeInRoot({ root, path, content, mode, folderMode, owner, group = owner }: FileToWrite): Promise<void> {
  const target = await pathInRoot(root, path);
  const found = await stat(target).catch(onlyMissing);
  if (target === root || found?.isDirectory()) throw unwritable(path, 'it is a directory');
  await makeFolders(root, dirname(target), { path, mode: folderMode, owner });
  const draft = `${target}.sampan-new`;
  await rm(draft, { force: true });
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  await chmod(draft, mode);
  await lchown(draft, owner, group);
  await rename(draft, target);
}

async function makeFolders(root: string, folder: string, { path, mode, owner }: { path: string; mode: number; owner: number }): Promise<void> {
  let at = root;
  for (const part of relative(root, folder).split('/').filter(Boolean)) {
    at = join(at, part);
    const found = await stat(at).catch(onlyMissing);
    if (found && !found.isDirectory()) throw unwritable(path, `/${relative(root, at)} is no directory`);
    if (found) continue;
    await mkdir(at, { mode });
    await chmod(at, mode);
    await lchown(at, owner, owner);
  }
}

const unwritable = (path: string, why: string): Fault =>
  new Fault('bad-request', `The file ${path} cannot be written into the server's root: ${why} in its image. Give it another path.`, { details: { field: 'guest.files', path } });

/** The config drive of a container is a folder: what is on it is written as root's, for root alone. */
export async function writeConfigFolder(folder: string, files: ReadonlyMap<string, Buffer>, owner: number): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await lchown(folder, owner, owner);
  for (const [name, content] of files) {
    const path = join(folder, name);
    await makeFolders(folder, dirname(path), { path: name, mode: 0o700, owner });
    await writeFile(path, content, { mode: 0o400 });
    await lchown(path, owner, owner);
  }
}

/** Whether a guest was set up already. */
export const isSeeded = (marker: string): Promise<boolean> => readFile(marker).then(() => true, error => onlyMissing(error as NodeJS.ErrnoException) !== undefined);

function onlyMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
