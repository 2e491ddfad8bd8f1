import t from 'tap';
import { detachQcow2, readQcow2Header } from '../../../image-service/disks/qcow2-header.ts';
import { cluster, fileBytes, qcow2File as header } from './qcow2-file.ts';

const withBacking = (name: string) => (head: Buffer) => {
  head.writeBigUInt64BE(512n, 8);
  head.writeUInt32BE(name.length, 16);
  head.write(name, 512);
};

t.test('a sound header is read, of both versions', async (t) => {
  t.same(readQcow2Header(header(), fileBytes), { version: 3, virtualSize: 1 << 30, clusterBytes: cluster, backingFile: undefined });
  t.match(readQcow2Header(header((head) => head.writeUInt32BE(2, 4)), fileBytes), { version: 2 });
});

const hostile: [name: string, change: (head: Buffer) => void, message: RegExp][] = [
  ['no mark', (head) => void head.writeUInt32BE(0, 0), /does not begin/],
  ['version 1', (head) => void head.writeUInt32BE(1, 4), /version 1/],
  ['a backing file', withBacking('/etc/shadow'), /names the backing file "\/etc\/shadow"/],
  ['a backing file as json', withBacking('json:{"driver":"host_device"}'), /names the backing file/],
  ['a backing name behind its cluster', (head) => { head.writeBigUInt64BE(BigInt(cluster), 8); head.writeUInt32BE(10, 16); }, /outside of its first cluster/],
  ['a backing name too long', (head) => { head.writeBigUInt64BE(512n, 8); head.writeUInt32BE(5000, 16); }, /outside of its first cluster/],
  ['an empty backing name', (head) => { head.writeBigUInt64BE(512n, 8); }, /outside of its first cluster/],
  ['a data file by feature', (head) => void head.writeBigUInt64BE(4n, 72), /data in another file/],
  ['a data file by extension', (head) => { head.writeUInt32BE(0x44415441, 112); head.writeUInt32BE(11, 116); head.write('/etc/shadow', 120); }, /names a data file/],
  ['a data file behind another extension', (head) => { head.writeUInt32BE(0x12345678, 112); head.writeUInt32BE(3, 116); head.writeUInt32BE(0x44415441, 128); head.writeUInt32BE(4, 132); }, /names a data file/],
  ['an extension out of the cluster', (head) => { head.writeUInt32BE(0x12345678, 112); head.writeUInt32BE(0xffffffff, 116); }, /extension outside/],
  ['encryption', (head) => void head.writeUInt32BE(1, 32), /encrypted/],
  ['encryption by LUKS', (head) => void head.writeUInt32BE(2, 32), /encrypted/],
  ['a header of encryption', (head) => void head.writeUInt32BE(0x0537be77, 112), /encryption/],
  ['internal snapshots', (head) => void head.writeUInt32BE(1, 60), /internal snapshots/],
  ['dirty', (head) => void head.writeBigUInt64BE(1n, 72), /dirty/],
  ['corrupt', (head) => void head.writeBigUInt64BE(2n, 72), /corrupt/],
  ['an unknown feature', (head) => void head.writeBigUInt64BE(1n << 40n, 72), /not known here/],
  ['an unknown compression', (head) => void head.writeUInt8(7, 104), /compression type 7/],
  ['cluster bits 8', (head) => void head.writeUInt32BE(8, 20), /8 cluster bits/],
  ['cluster bits 63', (head) => void head.writeUInt32BE(63, 20), /63 cluster bits/],
  ['a header longer than its cluster', (head) => void head.writeUInt32BE(cluster + 8, 100), /header of/],
  ['a header of an odd length', (head) => void head.writeUInt32BE(105, 100), /header of 105/],
  ['an L1 table out of the file', (head) => void head.writeBigUInt64BE(BigInt(fileBytes), 40), /L1 table outside/],
  ['an L1 table at the end of time', (head) => void head.writeBigUInt64BE(0xffff_ffff_ffff_0000n, 40), /cannot be/],
  ['an L1 table in the header', (head) => void head.writeBigUInt64BE(0n, 40), /L1 table that cannot be/],
  ['an L1 table off its cluster', (head) => void head.writeBigUInt64BE(BigInt(cluster + 8), 40), /L1 table that cannot be/],
  ['an L1 table too short', (head) => void head.writeUInt32BE(1, 36), /needs 2/],
  ['an L1 table of 4 Gi entries', (head) => void head.writeUInt32BE(0xffffffff, 36), /L1 table of/],
  ['no reference counts', (head) => void head.writeUInt32BE(0, 56), /reference counts that cannot be/],
  ['reference counts out of the file', (head) => void head.writeUInt32BE(100, 56), /reference counts outside/],
  ['a disk of 8 EiB', (head) => void head.writeBigUInt64BE(1n << 63n, 24), /virtual size that cannot be/],
  ['a disk of 1 PiB', (head) => void head.writeBigUInt64BE(1n << 50n, 24), /more than/],
  ['wide reference counts', (head) => void head.writeUInt32BE(7, 96), /wider/],
];

t.test('13.10 whatever points outside, lies about itself or is not known is refused', async (t) => {
  for (const [name, change, message] of hostile) t.throws(() => readQcow2Header(header(change), fileBytes), { code: 'image-unusable', message }, name);
  for (const size of [0, 3, 71, 100]) t.throws(() => readQcow2Header(header().subarray(0, size), size), { code: 'image-unusable' }, `cut off after ${size} bytes`);
});

t.test('a layer is detached from the file that its header names', async (t) => {
  const head = header(withBacking('base.qcow2'));
  t.equal(readQcow2Header(head, fileBytes, true).backingFile, 'base.qcow2');
  const detached = detachQcow2(head);
  t.same(readQcow2Header(detached, fileBytes), readQcow2Header(header(), fileBytes));
  t.notOk(detached.includes('base.qcow2'));
});
