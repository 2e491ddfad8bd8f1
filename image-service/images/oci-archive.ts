/**
 * An image as OCI image layout tar (image-spec, image-layout.md), made while it is read.
 *
 * The bytes follow from the manifest alone: fixed order, no times, no owners. So length and hash can be told before the
 * first byte is sent, and every download of an image is the same file.
 */
import { encodeJson } from '../archives/image-config.ts';
import type { ByteRange } from '../layers/byte-range.ts';

export interface BlobRef {
  digest: string;
  size: number;
}

export interface OciContents {
  manifest: BlobRef & { mediaType: string };
  config: BlobRef;
  /** Base first; the same blob may come twice. */
  layers: readonly BlobRef[];
}

/** The bytes of a blob, or those of `range`. */
export type ReadBlob = (ref: BlobRef, range?: ByteRange) => AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>>;

/** Bytes of the whole tar. */
export const ociArchiveSize = (contents: OciContents): number => partsOf(contents).reduce((sum, { size }) => sum + size, 0);

/** The tar, or those bytes of it; parts that lie outside of the range are not read. */
export async function* ociArchive(contents: OciContents, read: ReadBlob, range: ByteRange = { first: 0, last: Infinity }): AsyncIterable<Buffer> {
  let at = 0;
  for (const part of partsOf(contents)) {
    const first = Math.max(range.first - at, 0);
    const last = Math.min(range.last - at, part.size - 1);
    at += part.size;
    if (first > last) continue;
    if ('bytes' in part) yield part.bytes.subarray(first, last + 1);
    else yield* await read(part.ref, first === 0 && last === part.size - 1 ? undefined : { first, last });
  }
}

type ArchivePart = { size: number } & ({ bytes: Buffer } | { ref: BlobRef });

function partsOf(contents: OciContents): ArchivePart[] {
  const bytesPart = (bytes: Buffer): ArchivePart => ({ size: bytes.length, bytes });
  const files = filesOf(contents).flatMap((file): ArchivePart[] => [
    bytesPart(tarHeader(file.name, file.size)),
    'bytes' in file ? bytesPart(file.bytes) : { size: file.size, ref: file.ref },
    bytesPart(Buffer.alloc(padded(file.size) - file.size)),
  ]);
  return [...files, bytesPart(Buffer.alloc(endBytes))];
}

type ArchiveFile = { name: string; size: number } & ({ bytes: Buffer } | { ref: BlobRef });

const blockBytes = 512;
const endBytes = 2 * blockBytes;
const padded = (size: number): number => Math.ceil(size / blockBytes) * blockBytes;

function filesOf({ manifest, config, layers }: OciContents): ArchiveFile[] {
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.size }],
  };
  const refs = new Map([manifest, config, ...layers].map((ref) => [ref.digest, ref]));
  return [
    bytesFile('oci-layout', encodeJson({ imageLayoutVersion: '1.0.0' })),
    bytesFile('index.json', encodeJson(index)),
    ...[...refs.values()].map((ref) => ({ name: `blobs/${ref.digest.replace(':', '/')}`, size: ref.size, ref })),
  ];
}

const bytesFile = (name: string, bytes: Buffer): ArchiveFile => ({ name, size: bytes.length, bytes });

/** A ustar header of a plain file, mode 0644, owner 0, time 0. */
function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  writeSize(header, size);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Octal up to 8 GiB, base-256 above, as GNU tar and every reader since. */
function writeSize(header: Buffer, size: number): void {
  if (size < 8 ** 11) {
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    return;
  }
  header[124] = 0x80;
  header.writeBigUInt64BE(BigInt(size), 128);
}
