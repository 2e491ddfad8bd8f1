import type { IncomingMessage } from 'node:http';
import { badRequest, Fault } from './fault.ts';
import type { OperationInfo } from './operations.ts';

export interface ParsedBody {
  /** Undefined when nothing was sent, whatever the content type says: clients send it with empty bodies too. */
  value: unknown;
  mediaType: string;
}

/** Reads and parses a JSON body: 413 above `limit` bytes, 415 for a type that the operation does not take, 400 for bad JSON. */
export async function readJsonBody(request: IncomingMessage, operation: OperationInfo, limit: number): Promise<ParsedBody> {
  const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const nothing = { value: undefined, mediaType };
  if (operation.bodies.length === 0 || !announcesBody(request)) return nothing;
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) return nothing;
  requireType(request, operation, mediaType);
  return { value: parseJson(bytes), mediaType };
}

const announcesBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');

function requireType(request: IncomingMessage, operation: OperationInfo, mediaType: string): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Fault('unsupported-media-type', `${operation.id} does not take the content encoding ${encoding}: send the body as it is.`);
  }
  const known = operation.bodies.map((media) => media.mediaType);
  if (mediaType !== '' && !known.includes(mediaType)) {
    throw new Fault('unsupported-media-type', `${operation.id} does not take ${mediaType}: send ${known.join(' or ')}.`);
  }
}

function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  // A key of this name would become the prototype of what is built from the body.
  if (text.includes('"__proto__"')) throw badRequest('Malformed JSON body: the key __proto__ is not taken.');
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8's message quotes the text, which may hold a secret; the position is enough to find the place.
    const position = / at position \d+/.exec(error instanceof Error ? error.message : '')?.[0] ?? '';
    throw badRequest(`Malformed JSON body: it cannot be parsed${position}. Check quotes, commas and brackets.`);
  }
}

function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): Fault => new Fault('too-large', `The request body is larger than ${limit} bytes, the most that is taken here.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else finish(() => reject(tooLarge()));
    };
    const onEnd = (): void => finish(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const onGone = (): void => finish(() => reject(badRequest('The request body ended before it was complete.')));
    const finish = (settle: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      settle();
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}
