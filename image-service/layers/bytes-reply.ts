import type { Readable } from 'node:stream';
import { readRange } from './byte-range.ts';
import type { ByteRange } from './byte-range.ts';

export interface RangedReply {
  status: 200 | 206;
  stream: Readable;
  headers: Record<string, string>;
}

/** What a GET of bytes that never change answers: whole, or the one range that was asked for; `digest` is their `sha256:…`, where it is known. */
export async function bytesReply(
  { digest, size }: { digest: string | undefined; size: number },
  requested: Record<string, string | string[] | undefined>,
  open: (range: ByteRange | undefined) => Readable | Promise<Readable>,
): Promise<RangedReply> {
  const etag = digest === undefined ? '' : `"${digest}"`;
  const range = readRange(requested['range'] as string | undefined, requested['if-range'] as string | undefined, etag, size);
  const headers: Record<string, string> = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes' };
  if (digest !== undefined) {
    headers['ETag'] = etag;
    // RFC 9530: of the whole, also where only a part of it is sent.
    headers['Repr-Digest'] = `sha-256=:${Buffer.from(digest.replace('sha256:', ''), 'hex').toString('base64')}:`;
  }
  if (!range) return { status: 200, stream: await open(undefined), headers: { ...headers, 'Content-Length': String(size) } };
  return {
    status: 206,
    stream: await open(range),
    headers: { ...headers, 'Content-Length': String(range.last - range.first + 1), 'Content-Range': `bytes ${range.first}-${range.last}/${size}` },
  };
}
