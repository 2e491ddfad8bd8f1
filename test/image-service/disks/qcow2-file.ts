export const cluster = 65_536;
export const fileBytes = 4 * cluster;

/** A sound header of version 3 for a disk of 1 GiB, changed as a test wants it. */
export function qcow2File(change: (head: Buffer) => void = () => undefined): Buffer {
  const head = Buffer.alloc(fileBytes);
  head.write('QFI\xfb', 0, 'latin1');
  head.writeUInt32BE(3, 4);
  head.writeUInt32BE(16, 20);
  head.writeBigUInt64BE(1n << 30n, 24);
  head.writeUInt32BE(2, 36);
  head.writeBigUInt64BE(BigInt(3 * cluster), 40);
  head.writeBigUInt64BE(BigInt(cluster), 48);
  head.writeUInt32BE(1, 56);
  head.writeUInt32BE(4, 96);
  head.writeUInt32BE(112, 100);
  change(head);
  return head;
}
