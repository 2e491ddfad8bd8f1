/**
 * The frames that the host-server and its helper exchange (helper.c describes them): a length, a request id, an
 * operation or status, then fields. Numbers are 32 bits, little-endian; a string is its length and its bytes.
 */
export const operation = { spawn: 1, mount: 2, unmount: 3, wait: 4, veth: 5, setup: 6, unlink: 7, launch: 8, disk: 9, probe: 10, hand: 11 } as const;

export type Field = number | string | readonly string[];

/** One request, ready for the helper's stdin. */
export function encodeRequest(id: number, code: number, fields: readonly Field[]): Buffer {
  const parts: Buffer[] = [];
  for (const field of fields) encodeField(field, parts);
  const head = Buffer.alloc(9);
  const body = Buffer.concat(parts);
  head.writeUInt32LE(5 + body.length, 0);
  head.writeUInt32LE(id, 4);
  head.writeUInt8(code, 8);
  return Buffer.concat([head, body]);
}

export interface Reply {
  id: number;
  /** 0 when it was done, 1 when the kernel refused. */
  status: number;
  fields: FieldReader;
}

/** Cuts the helper's output into replies. Feed it what arrives; it keeps what is not whole yet. */
export function replyReader(): (chunk: Buffer) => Reply[] {
  let pending: Buffer[] = [];
  let pendingLength = 0;
  let wanted = 4;
  return chunk => {
    pending.push(chunk);
    pendingLength += chunk.length;
    const replies: Reply[] = [];
    while (pendingLength >= wanted) {
      const all = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending);
      const length = all.readUInt32LE(0);
      wanted = 4 + length;
      pending = [all];
      if (all.length < wanted) break;
      replies.push({ id: all.readUInt32LE(4), status: all.readUInt8(8), fields: fieldReader(all.subarray(9, wanted)) });
      pending = [all.subarray(wanted)];
      pendingLength -= wanted;
      wanted = 4;
    }
    return replies;
  };
}

export interface FieldReader {
  number(): number;
  string(): string;
}

function fieldReader(bytes: Buffer): FieldReader {
  let at = 0;
  const number = (): number => {
    const value = bytes.readUInt32LE(at);
    at += 4;
    return value;
  };
  return {
    number,
    string: () => {
      const length = number();
      at += length;
      return bytes.toString('utf8', at - length, at);
    },
  };
}

function encodeField(field: Field, parts: Buffer[]): void {
  if (typeof field === 'number') {
    parts.push(u32(field));
  } else if (typeof field === 'string') {
    const bytes = Buffer.from(field);
    parts.push(u32(bytes.length), bytes);
  } else {
    parts.push(u32(field.length));
    for (const item of field) encodeField(item, parts);
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
