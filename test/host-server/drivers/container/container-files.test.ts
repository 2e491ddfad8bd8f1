import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import type { Test } from 'tap';
import { extract, pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { ContainerFiles } from '../../../../host-server/drivers/container/container-files.ts';

const me = process.getuid?.() ?? 0;

/** A guest's root beside a file of the machine that must stay as it is. Ids begin with the tester's own. */
async function guest(t: Test): Promise<{ root: string; outside: string; files: ContainerFiles }> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-files-'));
  const root = join(folder, 'root');
  const outside = join(folder, 'outside');
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeFile(outside, 'the machine’s own');
  const files = await ContainerFiles.open(root, { start: me, size: 65536 });
  t.teardown(async () => {
    await files.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { root, outside, files };
}

const archiveOf = (entries: readonly (Partial<Header> & { name: string; text?: string })[]): Readable => {
  const archive = pack();
  for (const { text, ...header } of entries) archive.entry(header as Header, text ?? '');
  archive.finalize();
  return Readable.from(archive, { objectMode: false });
};

async function entriesOf(archive: Readable): Promise<(Header & { text: string })[]> {
  const found: (Header & { text: string })[] = [];
  for await (const entry of archive.pipe(extract())) found.push({ ...entry.header, text: (await buffer(entry)).toString() });
  return found;
}

const textOf = async (content: Readable): Promise<string> => (await buffer(content)).toString();

t.test('a file goes in and comes back with its bytes, mode and owners', async (t) => {
  const { root, files } = await guest(t);
  const content = randomBytes(3_000_000);
  const sha256 = createHash('sha256').update(content).digest('hex');
  t.same(await files.write('/srv-data', Readable.from([content.subarray(0, 1_000_000), content.subarray(1_000_000)]), { mode: 0o600 }), { files: 1, bytes: content.length, sha256 });
  t.equal((await lstat(join(root, 'srv-data'))).mode & 0o7777, 0o600);
  const back = await files.read('/srv-data');
  t.match(back, { size: content.length, mode: 0o600, uid: 0 });
  t.equal(createHash('sha256').update(await buffer(back.content)).digest('hex'), sha256);
  await files.write('/srv-data', Readable.from([Buffer.from('short')]), {});
  t.match(await files.read('/srv-data').then(async (file) => ({ mode: file.mode, text: await textOf(file.content) })), { mode: 0o600, text: 'short' }, 'what is not said stays');
});

t.test('an empty file is a file', async (t) => {
  const { files } = await guest(t);
  t.match(await files.write('/empty', Readable.from([]), {}), { bytes: 0 });
  const back = await files.read('/empty');
  t.equal(await textOf(back.content), '');
});

t.test('links are followed as the guest follows them, never out of its root', async (t) => {
  const { root, outside, files } = await guest(t);
  await symlink(outside, join(root, 'absolute'));
  await symlink('../../../../../../..' + outside, join(root, 'climbing'));
  await symlink('/', join(root, 'etc', 'top'));
  await writeFile(join(root, 'etc', 'motd'), 'hello');
  t.equal(await textOf((await files.read('/etc/top/etc/top/etc/motd')).content), 'hello');
  await t.rejects(files.read('/absolute'), { code: 'not-found' });
  await t.rejects(files.read('/climbing'), { code: 'not-found' });
  await t.rejects(files.write('/absolute', Readable.from([Buffer.from('x')]), {}), { code: 'not-found' });
  await t.rejects(files.read('/../outside'), { code: 'bad-request', message: /climbs/ });
  t.equal(await readFile(outside, 'utf8'), 'the machine’s own');
  await symlink('loop', join(root, 'loop'));
  await t.rejects(files.read('/loop'), { code: 'bad-request', message: /40 symbolic links/ });
});

t.test('a tree is packed with its links, and unpacked again as it was', async (t) => {
  const { root, files } = await guest(t);
  await files.unpack('/', archiveOf([
    { name: 'app/', type: 'directory', mode: 0o750 },
    { name: 'app/deep/down/run.sh', mode: 0o755, text: '#!/bin/sh\n' },
    { name: 'app/same', type: 'link', linkname: 'app/deep/down/run.sh' },
    { name: 'app/link', type: 'symlink', linkname: '/etc/passwd' },
  ]));
  t.equal((await lstat(join(root, 'app'))).mode & 0o7777, 0o750);
  t.equal(await readlink(join(root, 'app/link')), '/etc/passwd');
  t.equal((await lstat(join(root, 'app/same'))).ino, (await lstat(join(root, 'app/deep/down/run.sh'))).ino);
  const entries = await entriesOf(await files.pack('/app'));
  t.same(entries.map(({ name, type }) => `${name} ${type ?? ''}`).sort(), ['app/ directory', 'app/deep/ directory', 'app/deep/down/ directory', 'app/deep/down/run.sh file', 'app/link symlink', 'app/same link'].sort()
    .map((line) => (entries.some(({ name, type }) => name === 'app/same' && type === 'file') ? swapLink(line) : line)).sort());
  t.ok(entries.some(({ text, mode }) => text === '#!/bin/sh\n' && mode === 0o755));
  t.ok(entries.every(({ uid }) => uid === 0), 'owners are the guest’s');
});

/** Which of two names of one file comes first is the directory's order. */
const swapLink = (line: string): string => (line === 'app/same link' ? 'app/same file' : line === 'app/deep/down/run.sh file' ? 'app/deep/down/run.sh link' : line);

t.test('an archive that leads out of its directory, or through a link out of the root, is refused', async (t) => {
  const { root, outside, files } = await guest(t);
  await t.rejects(files.unpack('/etc', archiveOf([{ name: '../../outside', text: 'x' }])), { code: 'bad-request', message: /leads out/ });
  await t.rejects(files.unpack('/etc', archiveOf([{ name: '/outside', text: 'x' }])), { code: 'bad-request' });
  const through = archiveOf([{ name: 'door', type: 'symlink', linkname: join(root, '..') }, { name: 'door/outside', text: 'x' }]);
  await files.unpack('/etc', through).catch(() => undefined);
  t.equal(await readFile(outside, 'utf8'), 'the machine’s own');
  await t.rejects(files.unpack('/nowhere', archiveOf([])), { code: 'not-found' });
  await t.rejects(files.unpack('/etc', archiveOf([{ name: 'null', type: 'character-device' }])), { code: 'bad-request', message: /can be put/ });
  await t.rejects(files.unpack('/etc', archiveOf([{ name: 'x', uid: 70_000, text: 'x' }])), { code: 'bad-request', message: /70000/ });
});

t.test('a transfer that is cut leaves the old file whole and nothing beside it', async (t) => {
  const { root, files } = await guest(t);
  await writeFile(join(root, 'etc', 'conf'), 'old');
  async function* cut(): AsyncGenerator<Buffer> {
    yield Buffer.from('ne');
    throw new Error('cut');
  }
  await t.rejects(files.write('/etc/conf', Readable.from(cut()), {}), { message: 'cut' });
  t.equal(await readFile(join(root, 'etc', 'conf'), 'utf8'), 'old');
  t.same((await entriesOf(await files.pack('/etc'))).map(({ name }) => name).sort(), ['etc/', 'etc/conf']);
});

t.test('a path that ends in a slash is the directory behind it', async (t) => {
  const { root, files } = await guest(t);
  await writeFile(join(root, 'etc', 'motd'), 'hello');
  await symlink('etc', join(root, 'door'));
  t.same((await entriesOf(await files.pack('/door/.'))).map(({ name }) => name).sort(), ['./', './motd']);
  t.same((await entriesOf(await files.pack('/door'))).map(({ type }) => type), ['symlink']);
  await t.rejects(files.pack('/etc/motd/.'), { code: 'bad-request', message: /no directory/ });
});

t.test('what is no file is said to be none', async (t) => {
  const { files } = await guest(t);
  await t.rejects(files.read('/etc'), { code: 'bad-request', message: /directory/ });
  await t.rejects(files.write('/etc', Readable.from([]), {}), { code: 'bad-request' });
  await t.rejects(files.read('/etc/none'), { code: 'not-found' });
  await t.rejects(files.pack('/none'), { code: 'not-found' });
});
