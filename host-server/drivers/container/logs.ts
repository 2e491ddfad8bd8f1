/**
 * A server's output. conmon writes `log`, and begins it anew by a rename when it is full: the file before would be gone, if
 * it had no second name. So `log.current` is a hard link to what conmon writes now, and `log.1` what it wrote before. The
 * links are renewed every few seconds, not with each write: of a flood in between some is lost, and nothing ever grows.
 * When a server is removed its files move aside and stay for a while.
 */
import { link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Three files at most: the share of each in the limit. */
export const logFileBytes = (logMaxBytes: number): number => Math.floor(logMaxBytes / 3);

const names = { now: 'log', link: 'log.current', before: 'log.1' } as const;

/** Gives what conmon writes its second name, and what it wrote before its last one. */
export async function relinkLog(folder: string): Promise<void> {
  const [now, linked] = await Promise.all([names.now, names.link].map(name => inodeOf(join(folder, name))));
  if (now === undefined || now === linked) return;
  if (linked !== undefined) await rename(join(folder, names.link), join(folder, names.before));
  // conmon may have begun the next one meanwhile, or the server have been removed: the next round sees it.
  await link(join(folder, names.now), join(folder, names.link)).catch(onlyMissing);
}

/** The files of a folder with output in the order in which they were written. */
export async function logsIn(folder: string): Promise<string[]> {
  const inodes = await Promise.all([names.before, names.link, names.now].map(async name => ({ name, inode: await inodeOf(join(folder, name)) })));
  const found = inodes.filter(({ inode }) => inode !== undefined);
  // The one that conmon writes now has two names.
  return found.filter(({ inode }, index) => !found.slice(index + 1).some(later => later.inode === inode)).map(({ name }) => join(folder, name));
}

/** Moves a server's output aside before the server is removed. */
export async function setLogsAside(folder: string, aside: string, now: Date): Promise<void> {
  const paths = await logsIn(folder);
  if (paths.length === 0) return;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o700 });
  for (const [index, path] of paths.reverse().entries()) await rename(path, join(aside, index === 0 ? names.now : index === 1 ? names.link : names.before));
  await utimes(aside, now, now);
}

/** Removes what was set aside before that time. */
export async function dropOldLogs(keptDir: string, before: Date): Promise<void> {
  for (const name of await readdir(keptDir).catch(whenNone)) {
    const path = join(keptDir, name);
    const found = await stat(path).catch(onlyMissing);
    if (found && found.mtimeMs < before.getTime()) await rm(path, { recursive: true, force: true });
  }
}

const inodeOf = async (path: string): Promise<number | undefined> => (await stat(path).catch(onlyMissing))?.ino;

function whenNone(error: NodeJS.ErrnoException): string[] {
  onlyMissing(error);
  return [];
}

function onlyMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'EEXIST') return undefined;
  throw error;
}
