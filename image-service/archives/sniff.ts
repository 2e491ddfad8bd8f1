import { isTarHeader } from './tar-scan.ts';
import { unusable } from './unusable.ts';

export type Encoding = 'plain' | 'gzip' | 'zstd';

/** How many first bytes `sniffEncoding` wants to see. */
export const sniffBytes = 512;

/** Tells plain tar, gzip and zstd by their first bytes; anything else is refused with what it looks like. */
export function sniffEncoding(head: Buffer): Encoding {
  if (startsWith(head, [0x1f, 0x8b])) return 'gzip';
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd';
  if (isTarHeader(head.subarray(0, 512)) || isEmptyTar(head)) return 'plain';
  const known = otherFormats.find(({ magic }) => startsWith(head, magic));
  throw unusable(
    `The data is not a container image: it ${known ? `looks like ${known.name}` : 'is neither tar nor gzip nor zstd'}. ` +
      'Upload what "docker save" writes, an OCI image layout as tar, or a root file system as tar.',
  );
}

/** The media type under which a layer of this encoding is stored (OCI image-spec, layer.md). */
export const layerMediaTypes: Record<Encoding, string> = {
  plain: 'application/vnd.oci.image.layer.v1.tar',
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
};

const startsWith = (head: Buffer, magic: readonly number[]): boolean => magic.every((byte, index) => head[index] === byte);

/** An archive without entries begins with its end: blocks of zeros. */
const isEmptyTar = (head: Buffer): boolean => head.length >= 512 && head.subarray(0, 512).every((byte) => byte === 0);

const bytesOf = (text: string): number[] => [...Buffer.from(text, 'latin1')];

const otherFormats = [
  { name: 'a qcow2 disk', magic: bytesOf('QFI\xfb') },
  { name: 'an xz file; decompress it first', magic: [0xfd, ...bytesOf('7zXZ')] },
  { name: 'a bzip2 file; decompress it first', magic: bytesOf('BZh') },
  { name: 'a zip file', magic: bytesOf('PK\x03\x04') },
  { name: 'a squashfs image', magic: bytesOf('hsqs') },
  { name: 'a VMDK disk', magic: bytesOf('KDMV') },
  { name: 'a VHDX disk', magic: bytesOf('vhdxfile') },
  { name: 'an ELF program', magic: [0x7f, ...bytesOf('ELF')] },
];
