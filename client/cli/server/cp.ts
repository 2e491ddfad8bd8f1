import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, lstat, mkdir, opendir, readlink, symlink, unlink } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import type { Header, Pack } from 'tar-stream';
import { Fault } from '../../../openapi/serve/fault.ts';
import { findServer } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { defineCommand } from '../command.ts';

/** Copies a file or a folder into a server or out of it; `SERVER:PATH` names the side inside. */
export default defineCommand({
  args: { from: { help: 'a path here, or SERVER:/path' }, to: { help: 'a path here, or SERVER:/path' } },
  output: 'none',
  example: 'server cp app.conf web:/etc/app.conf',
  async run({ cloud: open, args, io, signal }) {
    const [from, to] = [placeOf(args.from), placeOf(args.to)];
    if (from.server === undefined && to.server !== undefined) await copyIn(await open(), resolve(io.cwd ?? '.', from.path), { server: to.server, path: to.path }, signal);
    else if (from.server !== undefined && to.server === undefined) await copyOut(await open(), { server: from.server, path: from.path }, resolve(io.cwd ?? '.', to.path), signal);
    else throw new Fault('bad-request', 'One of the two places must be in a server (SERVER:/path) and the other one here.');
    return undefined;
  },
});

interface Inside {
  server: string;
  path: string;
}

function placeOf(text: string): { server?: string; path: string } {
  const colon = text.indexOf(':');
  const isHere = colon <= 0 || text.startsWith('.') || text.startsWith('/');
  if (isHere) return { path: text };
  const path = text.slice(colon + 1);
  if (!path.startsWith('/') || path.split('/').includes('..')) throw new Fault('bad-request', `The path ${path} in the server must be absolute and must not climb with '..'.`);
  return { server: text.slice(0, colon), path };
}

/** Into a directory that is there under its own name, else under the name that is given. */
async function copyIn(cloud: Cloud, source: string, { server, path }: Inside, signal: AbortSignal): Promise<void> {
  const { id } = await findServer(cloud, server);
  const stats = await lstat(source);
  const isDirectory = path.endsWith('/') || (await isDirectoryInside(cloud, id, path, signal));
  const folder = isDirectory ? path : posix.dirname(path);
  const name = isDirectory ? basename(source) : posix.basename(path);
  if (stats.isFile()) {
    const query = { path: posix.join(folder, name), raw: true, mode: (stats.mode & 0o7777).toString(8).padStart(4, '0') };
    const answer = await cloud.sampan.stream('writeFiles', { path: { id }, query, headers: { 'Content-Length': String(stats.size) }, body: createReadStream(source, { highWaterMark: 256 * 1024 }), signal });
    await text(answer.body);
    return;
  }
  const archive = pack();
  const filled = fill(archive, source, name).then(() => archive.finalize(), (error: Error) => archive.destroy(error));
  const answer = await cloud.sampan.stream('writeFiles', { path: { id }, query: { path: folder }, body: Readable.from(archive, { objectMode: false }), signal });
  await Promise.all([text(answer.body), filled]);
}

/** What ends in `/.` is a directory or nothing: a look that reads no more than the archive's beginning. */
async function isDirectoryInside(cloud: Cloud, id: string, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { body } = await cloud.sampan.stream('readFiles', { path: { id }, query: { path: `${path}/.` }, signal });
    body.destroy();
    return true;
  } catch (error) {
    if (error instanceof Fault && (error.code === 'not-found' || error.code === 'bad-request')) return false;
    throw error;
  }
}

async function copyOut(cloud: Cloud, { server, path }: Inside, target: string, signal: AbortSignal): Promise<void> {
  const { id } = await findServer(cloud, server);
  const { body } = await cloud.sampan.stream('readFiles', { path: { id }, query: { path }, signal });
  // What ends in `/.` is the contents, not the folder.
  const isContents = /\/\.?$/.test(path);
  if (isContents) await mkdir(target, { recursive: true });
  const there = await lstat(target).catch(() => undefined);
  const [folder, name] = there?.isDirectory() ? [target, undefined] : [dirname(target), basename(target)];
  const entries = extract();
  const piped = pipeline(body, entries);
  piped.catch(() => undefined);
  for await (const entry of entries) {
    await place(entry as unknown as Readable & { header: Header }, folder, name);
  }
  await piped;
}

/** A server's names are not trusted: nothing is written beside the target. */
async function place(entry: Readable & { header: Header }, folder: string, rename: string | undefined): Promise<void> {
  const { header } = entry;
  const parts = header.name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new Fault('bad-gateway', `The server sent the name ${header.name}, which leads elsewhere. Nothing more is copied.`);
  if (rename !== undefined && parts.length > 0) parts[0] = rename;
  const path = join(folder, ...parts);
  if (path !== folder && !path.startsWith(`${folder}${folder.endsWith(sep) ? '' : sep}`)) throw new Fault('bad-gateway', `The server sent the name ${header.name}, which leads elsewhere.`);
  await requireNoLinks(folder, parts.slice(0, -1));
  const mode = (header.mode ?? 0o644) & 0o777;
  if (header.type === 'directory') {
    await mkdir(path, { recursive: true });
    if (parts.length > 0) await chmod(path, mode | 0o700);
    entry.resume();
  } else if (header.type === 'symlink') {
    await unlink(path).catch(whenMissing);
    await symlink(header.linkname ?? '', path);
    entry.resume();
  } else if (header.type === 'file' || header.type === 'contiguous-file') {
    await unlink(path).catch(whenMissing);
    await pipeline(entry, createWriteStream(path, { mode, flags: 'wx' }));
  } else {
    entry.resume();
  }
}

/** A link that the archive itself has made is no way out of the folder. */
async function requireNoLinks(folder: string, parts: readonly string[]): Promise<void> {
  let at = folder;
  for (const part of parts) {
    at = join(at, part);
    const stats = await lstat(at).catch(() => undefined);
    if (stats?.isSymbolicLink()) throw new Fault('bad-gateway', `The server sent something below ${at}, which is a link. Nothing more is copied.`);
  }
}

async function fill(archive: Pack, source: string, name: string): Promise<void> {
  const stats = await lstat(source);
  const header = { name, mode: stats.mode & 0o7777, uid: 0, gid: 0, mtime: stats.mtime };
  const put = (more: Partial<Header>): Promise<void> =>
    new Promise((done, failed) => void archive.entry({ ...header, ...more } as Header, (error) => (error ? failed(error as Error) : done())));
  if (stats.isSymbolicLink()) return put({ type: 'symlink', linkname: await readlink(source) });
  if (stats.isDirectory()) {
    await put({ name: `${name}/`, type: 'directory' });
    for await (const child of await opendir(source)) await fill(archive, join(source, child.name), `${name}/${child.name}`);
    return;
  }
  if (!stats.isFile()) throw new Fault('bad-request', `${source} is no file, folder or link, and cannot be copied into a server.`);
  const entry = archive.entry({ ...header, size: stats.size } as Header);
  await pipeline(createReadStream(source, { highWaterMark: 256 * 1024, ...(stats.size > 0 ? { end: stats.size - 1 } : {}) }), entry as unknown as NodeJS.WritableStream);
}

function whenMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
