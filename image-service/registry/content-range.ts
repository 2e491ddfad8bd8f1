/** `Content-Range` of a chunk: `<start>-<end>`, both included, as the distribution-spec writes it ("Pushing a blob in chunks"). */
export interface ContentRange {
  first: number;
  last: number;
}

/** Undefined without the header, which means "append"; `malformed` for one that says nothing. */
export function readContentRange(header: string | undefined): ContentRange | undefined | 'malformed' {
  if (header === undefined) return undefined;
  const match = /^(?:bytes[ =])?\s*(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/.exec(header.trim());
  if (!match) return 'malformed';
  const range = { first: Number(match[1]), last: Number(match[2]) };
  return range.last < range.first ? 'malformed' : range;
}
