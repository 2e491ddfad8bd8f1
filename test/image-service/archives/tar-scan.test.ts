import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync, linkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createTarScanner } from '../../../image-service/archives/tar-scan.ts';
import type { TarEntry } from '../../../image-service/archives/tar-scan.ts';
import { tarOf } from '../../kit/images.ts';

function scan(tar: Buffer, pieceBytes = tar.length): TarEntry[] {
  const entries: TarEntry[] = [];
  const scanner = createTarScanner((entry) => entries.push(entry));
  for (let at = 0; at < tar.length; at += pieceBytes) scanner.feed(tar.subarray(at, at + pieceBytes));
  scanner.finish();
  return entries;
}

t.test('entries are found wherever the chunks are cut', async (t) => {
  const tar = await tarOf([
    { name: './a/', type: 'directory' },
    { name: 'a/file', body: 'x'.repeat(1000) },
    { name: `a/${'long'.repeat(60)}`, body: 'pax' },
    { name: 'a/link', type: 'symlink', linkname: 'file' },
    { name: 'a/empty' },
  ]);
  const whole = scan(tar);
  t.same(whole.map(({ name, type, size }) => [name.slice(0, 10), type, size]), [
    ['a', 'directory', 0],
    ['a/file', 'file', 1000],
    ['a/longlong', 'file', 3],
    ['a/link', 'symlink', 0],
    ['a/empty', 'file', 0],
  ]);
  for (const size of [1, 7, 512, 513, 4096]) t.same(scan(tar, size), whole, `${size} bytes a chunk`);
  const file = whole[2];
  t.equal(tar.toString('utf8', file?.offset, (file?.offset ?? 0) + 3), 'pax');
});

t.test("GNU tar's own forms are read: long names, sparse files, hard links", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-tar-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const long = 'd'.repeat(90);
  mkdirSync(join(folder, long, long), { recursive: true });
  writeFileSync(join(folder, long, long, 'file'), 'deep');
  linkSync(join(folder, long, long, 'file'), join(folder, 'hard'));
  writeFileSync(join(folder, 'sparse'), '');
  truncateSync(join(folder, 'sparse'), 50_000_000);
  for (let index = 1; index < 40; index += 1) execFileSync('dd', ['if=/dev/urandom', `of=${join(folder, 'sparse')}`, 'bs=4096', 'count=1', `seek=${index * 300}`, 'conv=notrunc', 'status=none']);
  symlinkSync('x'.repeat(150), join(folder, 'soft'));
  writeFileSync(join(folder, 'zz-last'), 'end');
  for (const format of ['gnu', 'pax', 'posix']) {
    const tar = execFileSync('tar', ['-C', folder, '--sort=name', `--format=${format}`, '--sparse', '-cf', '-', '.'], { maxBuffer: 100_000_000 });
    const entries = scan(tar, 10_000);
    const last = entries.find(({ name }) => name === 'zz-last');
    t.ok(last, `${format}: all the way to the end`);
    t.equal(tar.toString('utf8', last?.offset, (last?.offset ?? 0) + 3), 'end');
    t.ok(entries.some(({ name }) => name.endsWith(`${long}/file`)), `${format}: long names`);
    t.equal(entries.find(({ type }) => type === 'symlink')?.linkName, 'x'.repeat(150), `${format}: long links`);
    t.ok(entries.some(({ type }) => type === 'hardlink'), `${format}: hard links`);
  }
});

t.test('damage is an error that says where', async (t) => {
  const tar = await tarOf([{ name: 'a', body: 'x'.repeat(600) }, { name: 'b' }]);
  const flipped = Buffer.from(tar);
  flipped[1536 + 10] = 0x41;
  t.throws(() => scan(flipped), { code: 'image-unusable', message: /damaged at byte 1536/ });
  t.throws(() => scan(tar.subarray(0, 1000)), { message: /cut off after 1000 bytes/ });
  t.throws(() => scan(Buffer.alloc(0)), { message: /not a tar/ });
  t.same(scan(Buffer.alloc(1024)), [], 'two blocks of zeros are an empty archive');
  const negative = Buffer.from(tar);
  negative.fill(0xff, 124, 136);
  let sum = 0;
  negative.fill(0x20, 148, 156);
  for (let at = 0; at < 512; at += 1) sum += negative[at] ?? 0;
  negative.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  t.throws(() => scan(negative), { message: /size makes no sense/ });
});
