import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import tar from 'tar-stream';
import type { Header } from 'tar-stream';
import { rewriteLayer } from '../../../host-server/layers/rewrite-layer.ts';

type Member = Omit<Partial<Header>, 'pax'> & { name: string; pax?: Record<string, string> | null; content?: string };

const options = { idShift: 100_000, idCount: 65_536, maxEntries: 1000 };

t.test('owners move by the shift, and names, modes, times and data stay', async t => {
  const [etc, file] = await rewrite([{ name: 'etc/', type: 'directory', mode: 0o1777 }, { name: 'etc/x', uid: 7, gid: 8, mode: 0o4755, mtime: new Date(1e12), content: 'data' }]);
  t.match(etc, { name: './etc', type: 'directory', uid: 100_000, mode: 0o1777 });
  t.match(file, { name: './etc/x', uid: 100_007, gid: 100_008, mode: 0o4755, mtime: new Date(1e12), content: 'data' });
});

t.test('a whiteout becomes a 0/0 character device', async t => {
  const [, whiteout] = await rewrite([{ name: 'a/', type: 'directory' }, { name: 'a/.wh.b' }]);
  t.match(whiteout, { name: './a/b', type: 'character-device', devmajor: 0, devminor: 0 });
});

for (const [order, members] of Object.entries({
  'before the entry of its directory': [{ name: 'a/.wh..wh..opq' }, { name: 'a/', type: 'directory', mode: 0o700 }],
  'after the entry of its directory': [{ name: 'a/', type: 'directory', mode: 0o700 }, { name: 'a/.wh..wh..opq' }],
  'after the files of its directory': [{ name: 'a/', type: 'directory', mode: 0o700 }, { name: 'a/f' }, { name: 'a/.wh..wh..opq' }],
} as Record<string, Member[]>)) {
  t.test(`an opaque mark ${order} makes that directory opaque and keeps its attributes`, async t => {
    const last = (await rewrite(members)).filter(entry => entry.name === './a').at(-1);
    t.match(last, { mode: 0o700, pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } });
  });
}

t.test('an opaque mark in a directory without an entry makes one', async t => {
  const entries = await rewrite([{ name: 'a/b/.wh..wh..opq' }]);
  t.match(entries, [{ name: './a', type: 'directory' }, { name: './a/b', uid: 100_000, pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } }]);
});

t.test('a directory after a whiteout of its own name is opaque', async t => {
  const entries = await rewrite([{ name: '.wh.d' }, { name: 'd/', type: 'directory' }]);
  t.equal(entries[1]?.pax?.['SCHILY.xattr.trusted.overlay.opaque'], 'y');
});

t.test('a whiteout after a directory of its own name makes it opaque', async t => {
  const entries = await rewrite([{ name: 'd/', type: 'directory' }, { name: '.wh.d' }]);
  t.match(entries.at(-1), { name: './d', type: 'directory', pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } });
});

t.test('directories that are only implied belong to the root inside', async t => {
  const [a, b] = await rewrite([{ name: 'a/b/f', content: '' }]);
  t.match([a, b], [{ name: './a', type: 'directory', uid: 100_000, gid: 100_000, mode: 0o755 }, { name: './a/b', uid: 100_000 }]);
});

t.test('an absolute name starts at the root of the image', async t => {
  const entries = await rewrite([{ name: '/etc/passwd', content: 'x' }]);
  t.equal(entries.at(-1)?.name, './etc/passwd');
});

t.test('a name below a link of the same layer is written where the link leads inside the root', async t => {
  const entries = await rewrite([
    { name: 'usr/lib/', type: 'directory' },
    { name: 'lib', type: 'symlink', linkname: 'usr/lib' },
    { name: 'lib/x', content: 'x' },
    { name: 'out', type: 'symlink', linkname: '/../../etc' },
    { name: 'out/passwd', content: 'x' },
    { name: 'up', type: 'symlink', linkname: '../../..' },
    { name: 'up/f', content: 'x' },
  ]);
  const files = entries.filter(entry => entry.type === 'file').map(entry => entry.name);
  t.same(files, ['./usr/lib/x', './etc/passwd', './f']);
});

t.test('a hard link points at where its target ended up', async t => {
  const entries = await rewrite([
    { name: 'd/f', content: 'x' }, { name: 'l', type: 'symlink', linkname: 'd' }, { name: 'h', type: 'link', linkname: '/l/f' },
  ]);
  t.match(entries.at(-1), { name: './h', type: 'link', linkname: './d/f' });
});

t.test('devices and the attributes that steer the machine are dropped', async t => {
  const entries = await rewrite([
    { name: 'null', type: 'character-device', devmajor: 1, devminor: 3 },
    { name: 'sda', type: 'block-device', devmajor: 8, devminor: 0 },
    { name: 'fake', type: 'character-device', devmajor: 0, devminor: 0 },
    { name: 'f', content: '', pax: { 'SCHILY.xattr.trusted.overlay.redirect': '/x', 'SCHILY.xattr.security.selinux': 'x', 'SCHILY.xattr.user.note': 'kept' } },
  ]);
  t.equal(entries.length, 1);
  t.same(Object.keys(entries[0]?.pax ?? {}).filter(key => key.startsWith('SCHILY')), ['SCHILY.xattr.user.note']);
});

t.test('names of more than 100 bytes and bytes that are no UTF-8 come out as they went in', async t => {
  const long = `${'d'.repeat(120)}/${'f'.repeat(150)}`;
  t.equal((await rewrite([{ name: long, content: 'x' }])).at(-1)?.name, `./${long}`);
  const odd = await archive([{ name: 'caf_', content: 'x' }]);
  odd[3] = 0xe9;
  fixChecksum(odd);
  t.ok((await output(odd)).includes(Buffer.from('./caf\xe9', 'latin1')));
});

const attacks: Record<string, [Member[], RegExp]> = {
  'a name that climbs': [[{ name: 'a/../../etc/passwd', content: 'x' }], /climbs/],
  'a hard link that climbs': [[{ name: 'h', type: 'link', linkname: '../../etc/shadow' }], /climbs/],
  'a hard link to a file of the machine': [[{ name: 'h', type: 'link', linkname: '/etc/shadow' }], /not in it/],
  'a hard link through a link': [
    [{ name: 's', type: 'symlink', linkname: '/etc' }, { name: 'h', type: 'link', linkname: 's/shadow' }], /not in it/,
  ],
  'a hard link through a hard link to a link': [
    [{ name: 's', type: 'symlink', linkname: '/etc' }, { name: 't', type: 'link', linkname: 's' }, { name: 'h', type: 'link', linkname: 't/shadow' }],
    /not in it/,
  ],
  'a whiteout of the directory above': [[{ name: 'a/.wh...' }], /whiteout/],
  'a directory turned into a link': [
    [{ name: 'd/', type: 'directory' }, { name: 'd', type: 'symlink', linkname: '/etc' }, { name: 'd/passwd', content: 'x' }], /directory first/,
  ],
  'a root that is a link': [[{ name: './', type: 'symlink', linkname: '/etc' }], /root is no directory/],
  'links that go round': [
    [{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'b', type: 'symlink', linkname: 'a' }, { name: 'a/x', content: '' }], /40 symbolic links/,
  ],
  'an owner outside of the range': [[{ name: 'f', uid: 70_000, content: '' }], /user or group 70000/],
  'a sparse file with another name': [[{ name: 'f', content: '', pax: { 'GNU.sparse.name': '../../etc/passwd' } }], /sparse/],
  'more entries than allowed': [Array.from({ length: 1001 }, (_, index) => ({ name: `f${index}` })), /more than 1000 entries/],
};

for (const [what, [members, reason]] of Object.entries(attacks)) {
  t.test(`${what} is refused`, async t => {
    await t.rejects(rewrite(members), { code: 'layer-failed', message: reason });
  });
}

t.test('an archive that is cut off or changed is refused', async t => {
  const whole = await archive([{ name: 'f', content: 'x'.repeat(2000) }]);
  await t.rejects(output(whole.subarray(0, 1000)), { message: /cut off/ });
  const changed = Buffer.from(whole);
  changed[0] = 0x41;
  await t.rejects(output(changed), { message: /checksum/ });
});

async function rewrite(members: Member[]): Promise<Member[]> {
  const extract = tar.extract();
  extract.end(await output(await archive(members)));
  const entries: Member[] = [];
  for await (const entry of extract) entries.push({ ...(entry.header as Member), name: entry.header.name.replace(/\/$/, ''), content: String(await buffer(entry)) });
  return entries;
}

async function archive(members: Member[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { content, ...header } of members) {
    if (header.type === undefined || header.type === 'file') pack.entry(header, content ?? '');
    else pack.entry(header);
  }
  pack.finalize();
  return buffer(pack);
}

/** In small pieces, so that no entry comes in one. */
async function output(input: Buffer): Promise<Buffer> {
  const pieces = Array.from({ length: Math.ceil(input.length / 700) }, (_, index) => input.subarray(index * 700, (index + 1) * 700));
  return buffer(Readable.from(rewriteLayer(Readable.from(pieces), options)));
}

function fixChecksum(block: Buffer): void {
  block.fill(0x20, 148, 156);
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
}
