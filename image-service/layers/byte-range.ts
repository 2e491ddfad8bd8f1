import { Fault } from '../../openapi/serve/fault.ts';

/** First and last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * Reads `Range` (RFC 9110, 14.2) for a body of `size` bytes. Undefined means the whole: no header, another unit, several
 * ranges (which a server may answer whole), bad syntax, or an `If-Range` that names another version. A range that begins
 * behind the end is the fault `range-not-satisfiable`.
 */
export function readRange(range: string | undefined, ifRange: string | undefined, etag: string, size: number): ByteRange | undefined {
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(range);
  const [, from = '', to = ''] = match ?? [];
  if (!match || (from === '' && to === '')) return undefined;
  if (from === '') {
    const length = Number(to);
    if (length === 0 || size === 0) throw unsatisfiable(range, size);
    return { first: Math.max(0, size - length), last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return undefined;
  if (first >= size) throw unsatisfiable(range, size);
  return { first, last };
}

const unsatisfiable = (range: string, size: number): Fault =>
  new Fault('range-not-satisfiable', `The range ${range.slice(0, 60)} lies outside of the ${size} bytes that there are.`, { headers: { 'Content-Range': `bytes */${size}` } });
