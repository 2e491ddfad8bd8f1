import t from 'tap';
import { requireFormat } from '../../../image-service/disks/disk-format.ts';
import type { DiskFormat } from '../../../image-service/disks/disk-format.ts';

const marks: Record<string, (head: Buffer, tail: Buffer) => void> = {
  qcow2: (head) => void head.write('QFI\xfb', 0, 'latin1'),
  vdi: (head) => void head.write('\x7f\x10\xda\xbe', 64, 'latin1'),
  vhd: (_head, tail) => void tail.write('conectix', 0),
  vhdx: (head) => void head.write('vhdxfile', 0),
  iso: (head) => void head.write('CD001', 32_769),
  tar: (head) => void head.write('ustar', 257),
  luks: (head) => void head.write('LUKS\xba\xbe', 0, 'latin1'),
  qed: (head) => void head.write('QED\0', 0),
};

function check(declared: DiskFormat, ...names: string[]): void {
  const [head, tail] = [Buffer.alloc(65_536), Buffer.alloc(512)];
  for (const name of names) marks[name]?.(head, tail);
  requireFormat(declared, head, tail);
}

/** The header of a VMDK, with its description in the second sector. */
function vmdk(description: string, capacity = 2048n): Buffer {
  const head = Buffer.alloc(65_536);
  head.write('KDMV', 0);
  head.writeBigUInt64LE(capacity, 12);
  head.writeBigUInt64LE(1n, 28);
  head.writeBigUInt64LE(2n, 36);
  head.write(description, 512);
  return head;
}

t.test('a disk must be what it was declared as, and nothing else besides', async (t) => {
  for (const name of ['qcow2', 'vdi', 'vhd', 'vhdx', 'iso'] as const) {
    t.doesNotThrow(() => check(name, name), name);
    t.throws(() => check(name), { code: 'image-unusable', message: /does not look like it/ }, `${name} without its mark`);
    t.throws(() => check(name, name, 'tar'), { message: /at once/ }, `${name} that is a tar as well`);
    if (name !== 'iso') t.throws(() => check('raw', name), { message: new RegExp(`declared as raw and looks like ${name}`) });
  }
  t.doesNotThrow(() => check('raw'));
  t.doesNotThrow(() => check('raw', 'iso'), 'a hybrid ISO is a raw disk');
  for (const name of ['luks', 'qed', 'tar']) t.throws(() => check('raw', name), { code: 'image-unusable' }, name);
  t.throws(() => check('qcow2', 'qcow2', 'iso'), { message: /qcow2 and like iso at once/ });
});

t.test('a VMDK holds its own data, a VHD is no difference', async (t) => {
  const tail = Buffer.alloc(512);
  const sound = 'createType="monolithicSparse"\nRW 2048 SPARSE "disk.vmdk"\n';
  t.doesNotThrow(() => requireFormat('vmdk', vmdk(sound), tail));
  t.doesNotThrow(() => requireFormat('vmdk', vmdk(sound.replace('monolithicSparse', 'streamOptimized')), tail));
  const refused: [string, Buffer][] = [
    ['a flat extent', vmdk('createType="monolithicFlat"\nRW 2048 FLAT "/etc/shadow" 0\n')],
    ['a second extent', vmdk(`${sound}RW 2048 FLAT "/etc/shadow" 0\n`)],
    ['no capacity', vmdk(sound, 0n)],
    ['no description', vmdk('')],
    ['only a description', Buffer.concat([Buffer.from('# Disk DescriptorFile\ncreateType="monolithicFlat"\nRW 1 FLAT "/etc/shadow" 0\n'), Buffer.alloc(1024)])],
  ];
  for (const [name, head] of refused) t.throws(() => requireFormat('vmdk', head, tail), { code: 'image-unusable', message: /VMDK/ }, name);
  const difference = Buffer.alloc(512);
  difference.write('conectix', 0);
  difference.writeUInt32BE(4, 60);
  t.throws(() => requireFormat('vhd', Buffer.alloc(65_536), difference), { message: /difference to another file/ });
});
