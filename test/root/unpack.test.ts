import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import tar from 'tar-stream';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { unpackLayer } from '../../host-server/layers/unpack.ts';

const idShift = 100_000;
t.setTimeout(200_000);

const dir = await mkdtemp(join(tmpdir(), 'sampan-unpack-'));
await buildHelper(join(dir, 'helper'));
const processes = new HelperProcesses(join(dir, 'helper'));
t.teardown(async () => {
  await processes.close();
  await rm(dir, { recursive: true, force: true });
});

type Member = Parameters<ReturnType<typeof tar.pack>['entry']>[0] & { content?: string };

t.test('the layers of an image look through overlayfs as they were made', async t => {
  const base = await layer([
    { name: 'a/', type: 'directory' }, { name: 'a/old', content: 'old' }, { name: 'a/kept', content: 'kept' },
    { name: 'o/', type: 'directory' }, { name: 'o/hidden', content: 'x' }, { name: 'gone/', type: 'directory' }, { name: 'gone/f', content: 'x' },
    { name: 'p/', type: 'directory' }, { name: 'p/hidden', content: 'x' },
  ]);
  const top = await layer([
    { name: 'a/', type: 'directory', mode: 0o700 }, { name: 'a/.wh.old' }, { name: 'a/new', content: 'new' },
    { name: 'o/', type: 'directory', mode: 0o750 }, { name: 'o/seen', content: 'x' }, { name: 'o/.wh..wh..opq' },
    { name: '.wh.gone' }, { name: '.wh.p' }, { name: 'p/', type: 'directory' }, { name: 'p/fresh', content: 'x' },
  ]);
  const merged = join(dir, 'merged');
  await mkdir(merged);
  await processes.mount({ source: 'overlay', target: merged, type: 'overlay', data: `lowerdir=${top}:${base}` });
  t.teardown(() => processes.unmount(merged));
  t.same((await readdir(merged)).sort(), ['a', 'o', 'p']);
  t.same((await readdir(join(merged, 'a'))).sort(), ['kept', 'new']);
  t.same(await readdir(join(merged, 'o')), ['seen']);
  t.same(await readdir(join(merged, 'p')), ['fresh']);
  t.equal((await lstat(join(merged, 'o'))).mode & 0o7777, 0o750);
});

t.test('owners are shifted, and modes, times, links, long names and attributes are kept', async t => {
  const long = `${'d'.repeat(200)}/${'e'.repeat(200)}/${'f'.repeat(200)}`;
  const capability = Buffer.from([1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).toString('latin1');
  const target = await layer([
    { name: 'bin/', type: 'directory', mode: 0o555, mtime: new Date(1e12) },
    { name: 'bin/su', mode: 0o4755, uid: 0, gid: 42, mtime: new Date(1.1e12), content: '#!' },
    { name: 'bin/hard', type: 'link', linkname: 'bin/su' },
    { name: 'bin/soft', type: 'symlink', linkname: '/bin/su', uid: 3 },
    { name: 'bin/ping', content: 'x', pax: { 'SCHILY.xattr.security.capability': capability, 'SCHILY.xattr.user.note': 'kept' } },
    { name: 'pipe', type: 'fifo' },
    { name: long, content: 'deep' },
    { name: './', type: 'directory', mode: 0o711, uid: 5 },
  ]);
  const su = await lstat(join(target, 'bin/su'));
  t.match(su, { uid: idShift, gid: idShift + 42, mode: 0o104755, mtimeMs: 1.1e12, nlink: 2 });
  t.equal((await lstat(join(target, 'bin/hard'))).ino, su.ino);
  t.match(await lstat(join(target, 'bin')), { mode: 0o40555, mtimeMs: 1e12, uid: idShift });
  t.equal((await lstat(join(target, 'bin/soft'))).uid, idShift + 3);
  t.ok((await lstat(join(target, 'pipe'))).isFIFO());
  t.equal(await readFile(join(target, long), 'utf8'), 'deep');
  t.match(await lstat(target), { mode: 0o40711, uid: idShift + 5 });
  const { stdout } = await promisify(execFile)('tar', ['--xattrs', '--xattrs-include=*', '-C', target, '-cf', '-', 'bin/ping'], { encoding: 'latin1' });
  const v3 = '\x01\0\0\x03\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xa0\x86\x01\0';
  t.ok(stdout.includes(`SCHILY.xattr.security.capability=${v3}`), 'a capability counts for the root of the user namespace only');
  t.ok(stdout.includes('SCHILY.xattr.user.note=kept'));
});

t.test('gzip and zstd layers unpack like plain ones', async t => {
  const plain = await archive([{ name: 'f', content: 'x'.repeat(300_000) }]);
  const zstd = await processes.open(['zstd', '-q', '-c']);
  zstd.stream.end(plain);
  for (const [type, bytes] of [['tar+gzip', gzipSync(plain)], ['tar+zstd', await buffer(zstd.stream)]] as const) {
    const target = await folder();
    const unpacked = await unpack(bytes, target, { mediaType: `application/vnd.oci.image.layer.v1.${type}`, diffId: digest(plain) });
    t.equal(unpacked.bytes, plain.length);
    t.equal((await lstat(join(target, 'f'))).size, 300_000);
  }
});

t.test('content with another digest is refused', async t => {
  const plain = await archive([{ name: 'f', content: 'x' }]);
  await t.rejects(unpack(plain, await folder(), { diffId: `sha256:${'0'.repeat(64)}` }), { code: 'layer-failed', message: /digest/ });
});

t.test('a broken stream of each kind is a fault, and no program stays behind', { timeout: 20_000 }, async t => {
  const zipped = gzipSync(await archive([{ name: 'f', content: 'x'.repeat(100_000) }]));
  for (const type of ['tar', 'tar+gzip', 'tar+zstd']) {
    await t.rejects(unpack(zipped.subarray(0, 200), await folder(), { mediaType: `application/vnd.oci.image.layer.v1.${type}` }), { code: 'layer-failed' }, type);
  }
  for (const mediaType of ['x.tar', 'x.tar+gzip', 'x.tar+zstd']) {
    const source = Readable.from((async function* () {
      yield zipped.subarray(0, 100);
      throw new Error('the connection broke');
    })());
    const unpacking = unpackLayer({ source, mediaType, diffId: 'sha256:0', target: await folder(), idShift, processes });
    await t.rejects(unpacking, { code: 'layer-failed', message: mediaType === 'x.tar' ? /./ : /connection broke/ }, mediaType);
  }
});

t.test('what its source has checked is not hashed once more, unless it is packed', async t => {
  const plain = await archive([{ name: 'f', content: 'x' }]);
  const other = digest(Buffer.from('other'));
  await t.rejects(unpack(plain, await folder(), { diffId: other }), { code: 'layer-failed', message: /has digest/ });
  await t.resolves(unpack(plain, await folder(), { diffId: other, digest: other }), 'its source would have said so');
  await t.rejects(unpack(gzipSync(plain), await folder(), { diffId: other, digest: other, mediaType: 'x.tar+gzip' }), { code: 'layer-failed', message: /has digest/ });
});

t.test('13.13 a bomb ends at its limit', async t => {
  const bomb = gzipSync(await archive([{ name: 'zeros', content: '\0'.repeat(20_000_000) }]));
  await t.rejects(unpack(bomb, await folder(), { mediaType: 'x.tar+gzip', maxBytes: 1_000_000 }), { code: 'layer-failed', message: /1000000 bytes/ });
});

t.test('13.13 nothing that an archive says writes outside of its target', async t => {
  const outside = join(dir, 'outside');
  await mkdir(outside);
  const attacks: Member[][] = [
    [{ name: '../outside/f', content: 'x' }],
    [{ name: `${outside}/f`, content: 'x' }],
    [{ name: 's', type: 'symlink', linkname: outside }, { name: 's/f', content: 'x' }],
    [{ name: 's', type: 'symlink', linkname: '../outside' }, { name: 's/f', content: 'x' }],
    [{ name: 's', type: 'symlink', linkname: outside }, { name: 't', type: 'link', linkname: 's' }, { name: 't/f', content: 'x' }],
    [{ name: 's', type: 'symlink', linkname: outside }, { name: 's/', type: 'directory' }, { name: 's/f', content: 'x' }],
    [{ name: 'f', type: 'symlink', linkname: `${outside}/f` }, { name: 'f', content: 'x' }],
    [{ name: 'd', type: 'symlink', linkname: outside }, { name: 'd/.wh.f' }],
    [{ name: 'h', type: 'link', linkname: join(dir, 'helper') }],
  ];
  for (const members of attacks) {
    await layer(members).catch((error: { code?: string }) => t.equal(error.code, 'layer-failed'));
    t.same(await readdir(outside), [], JSON.stringify(members));
  }
  t.equal((await lstat(join(dir, 'helper'))).nlink, 1);
});

t.test('13.13 an archive of many entries unpacks', async t => {
  const members = Array.from({ length: 20_000 }, (_, index) => ({ name: `d${index % 100}/f${index}`, type: 'symlink' as const, linkname: 'x' }));
  const target = await layer(members);
  t.equal((await readdir(join(target, 'd7'))).length, 200);
});

async function layer(members: Member[]): Promise<string> {
  const target = await folder();
  await unpack(await archive(members), target);
  return target;
}

function folder(): Promise<string> {
  return mkdtemp(join(dir, 'target-'));
}

async function unpack(bytes: Buffer, target: string, options: { mediaType?: string; diffId?: string; digest?: string; maxBytes?: number } = {}) {
  return unpackLayer({
    source: Readable.from([bytes]), mediaType: 'application/vnd.oci.image.layer.v1.tar', diffId: digest(bytes), target, idShift, processes, ...options,
  });
}

function digest(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function archive(members: Member[]): Promise<Buffer> {
  const pack = tar.pack();
  const whole = buffer(pack);
  for (const { content, ...header } of members) {
    if (header.type === undefined || header.type === 'file') pack.entry(header, content ?? '');
    else pack.entry(header);
  }
  pack.finalize();
  return whole;
}
