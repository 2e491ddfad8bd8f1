import { Duplex, Readable } from 'node:stream';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Relayed } from './process.ts';

/** relay.h: what goes to the relay, and what comes from it. */
const to = { input: 0, end: 1, size: 2, signal: 3 } as const;
const from = { output: 1, errors: 2, ended: 3, notStarted: 4 } as const;
const pieceBytes = 65_536;

/**
 * The program behind a relay (relay.h). Nothing is held here but what streams hold: a reader that does not read stops the
 * relay, and with it the program; output and errors share the socket, so both have to be read.
 *
 * @param lost settles when the relay itself has ended
 */
export function relayOver(socket: Duplex, lost: Promise<void>): Relayed {
  const kill = (): void => void socket.destroy();
  const full = new Set<Readable>();
  const give = (stream: Readable, bytes: Buffer): void => {
    if (stream.push(bytes)) return;
    full.add(stream);
    socket.pause();
  };
  function read(this: Readable): void {
    if (full.delete(this) && full.size === 0) socket.resume();
  }
  const stdio = new Duplex({
    read,
    write: (chunk: Buffer, _encoding, done) => {
      const pieces = Array.from({ length: Math.ceil(chunk.length / pieceBytes) }, (_, index) => chunk.subarray(index * pieceBytes, (index + 1) * pieceBytes));
      send(Buffer.concat(pieces.map(piece => frame(to.input, piece))), done);
    },
    final: done => send(frame(to.end, empty), done),
    destroy: (error, done) => (kill(), done(error)),
  });
  const stderr = new Readable({ read });
  /** What is sent to a program that has ended is nobody's loss. */
  function send(bytes: Buffer, done: () => void = () => undefined): void {
    if (socket.writable) socket.write(bytes, () => done());
    else done();
  }
  const ended = new Promise<{ started: boolean; code: number }>((resolve, reject) => {
    const take = frameReader((type, bytes) => {
      if (type === from.output) give(stdio, bytes);
      else if (type === from.errors) give(stderr, bytes);
      else if (type === from.ended) resolve({ started: true, code: bytes.readUInt32LE(0) });
      else if (type === from.notStarted) resolve({ started: false, code: bytes.readUInt32LE(0) });
    });
    const gone = (why: string): void => reject(new Fault('unavailable', `The program's connection was lost: ${why}. Run it again.`));
    socket.on('data', take);
    socket.once('error', error => gone(error.message));
    socket.once('close', () => {
      gone('it was ended');
      stdio.push(null);
      stderr.push(null);
    });
    socket.once('end', () => socket.end());
    lost.catch((error: Error) => gone(error.message));
  });
  ended.catch(() => undefined);
  return {
    stdio,
    stderr,
    ended,
    gone: lost.catch(() => undefined),
    resize: (columns, rows) => send(frame(to.size, Buffer.from(Uint16Array.of(columns, rows).buffer))),
    signal: number => send(frame(to.signal, Buffer.of(number))),
    kill,
  };
}

const empty = Buffer.alloc(0);

function frame(type: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(type, 0);
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function frameReader(take: (type: number, bytes: Buffer) => void): (chunk: Buffer) => void {
  let held: Buffer = empty;
  return chunk => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 5) {
      const end = 5 + held.readUInt32LE(1);
      if (held.length < end) return;
      take(held.readUInt8(0), held.subarray(5, end));
      held = held.subarray(end);
    }
  };
}
