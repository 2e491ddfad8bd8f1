export interface Formats {
  containerFormat: 'docker' | 'bare';
  diskFormat: 'raw' | 'qcow2';
}

/**
 * What an image file is, by its first bytes: a qcow2 disk, a tar or a compressed file (a container image, whose kind of
 * archive the image service finds out), or undefined for what is none of them. Sources: QEMU docs/interop/qcow2.txt,
 * POSIX ustar (`ustar` at 257), RFC 1952, RFC 8878.
 */
export function sniffFormats(head: Uint8Array): Formats | undefined {
  const startsWith = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  if (startsWith(0x51, 0x46, 0x49, 0xfb)) return { containerFormat: 'bare', diskFormat: 'qcow2' };
  const isTar = Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
  const isGzip = startsWith(0x1f, 0x8b);
  const isZstd = startsWith(0x28, 0xb5, 0x2f, 0xfd);
  return isTar || isGzip || isZstd ? { containerFormat: 'docker', diskFormat: 'raw' } : undefined;
}
