/**
 * One program on one WebSocket. Binary messages carry a first byte that names the stream, text messages are orders and
 * the outcome, in JSON (openapi/host.yaml, openHostExec).
 *
 * Nobody's slowness grows this process: output is read from the program only while the socket's buffer is short, and the
 * socket is read only while the program takes its input. A session in which nothing moves is ended, and with the
 * connection goes the program.
 */
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { isFault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { UpgradeConnection } from '../../openapi/serve/upgrade.ts';
import type { ExecProcess } from '../drivers/driver.ts';

export const channel = { stdin: 0, stdout: 1, stderr: 2 } as const;

const highWaterBytes = 512 * 1024;
export const maxMessageBytes = 1024 * 1024;

const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });

/** Takes a connection over as a WebSocket. */
export function acceptSocket({ request, socket, head }: UpgradeConnection, use: (socket: WebSocket) => void): void {
  sockets.handleUpgrade(request, socket, head, use);
}

export interface ExecSocketOptions {
  idleMs: number;
  log: Logger;
}

export function joinExec(socket: WebSocket, program: ExecProcess, { idleMs, log }: ExecSocketOptions): void {
  const idle = setTimeout(() => socket.close(1000, 'idle'), idleMs);
  const moved = (): void => void idle.refresh();
  socket.on('error', (error) => log.debug({ error }, 'an exec connection broke'));
  socket.on('close', () => {
    clearTimeout(idle);
    program.kill();
    program.stdio.destroy();
    program.stderr.destroy();
  });

  socket.on('message', (data: RawData, isBinary: boolean) => {
    moved();
    const bytes = data as Buffer;
    if (isBinary) {
      if (bytes[0] !== channel.stdin || socket.readyState !== socket.OPEN || program.stdio.writableEnded || program.stdio.destroyed) return;
      if (program.stdio.write(bytes.subarray(1))) return;
      socket.pause();
      program.stdio.once('drain', () => socket.resume());
    } else {
      obey(program, bytes.toString());
    }
  });
  // A program that closes its input before all of it came has had enough.
  program.stdio.on('error', (error) => log.debug({ error }, 'a program closed its input'));

  const sent = Promise.all([pass(program.stdio, channel.stdout, socket, moved), pass(program.stderr, channel.stderr, socket, moved)]);
  void program.exit.then(
    async (code) => {
      await sent;
      finish(socket, { exit_code: code });
    },
    (error: unknown) => {
      if (!isFault(error)) log.error({ error }, 'a program inside a server was lost');
      finish(socket, { fault: isFault(error) ? { code: error.code, message: error.message } : { code: 'internal', message: 'The program was lost.' } });
    },
  );
}

function finish(socket: WebSocket, outcome: object): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.send(JSON.stringify(outcome));
  socket.close(1000);
  // A connection that is paused, because the program ended before it took all, would not hear the other end's goodbye.
  socket.resume();
}

/** Resolves when everything was handed to the socket, or the stream is gone. */
function pass(source: Readable, number: number, socket: WebSocket, moved: () => void): Promise<void> {
  const head = Buffer.from([number]);
  source.on('data', (chunk: Buffer) => {
    moved();
    if (socket.readyState !== socket.OPEN) return;
    socket.send(Buffer.concat([head, chunk]), () => {
      if (source.isPaused() && socket.bufferedAmount < highWaterBytes / 2) source.resume();
    });
    if (socket.bufferedAmount > highWaterBytes) source.pause();
  });
  return new Promise((resolve) => {
    source.once('end', resolve);
    source.once('close', resolve);
    source.on('error', () => resolve());
  });
}

interface Orders {
  resize?: { columns?: unknown; rows?: unknown };
  signal?: unknown;
  eof?: unknown;
}

/** What is no order that we know is let pass: a newer client may say more. */
function obey(program: ExecProcess, text: string): void {
  const { resize, signal, eof } = parsed(text);
  if (resize && isSize(resize.columns) && isSize(resize.rows)) program.resize(resize.columns, resize.rows);
  const number = signalNumber(signal);
  if (number !== undefined) program.signal(number);
  if (eof === true) program.stdio.end();
}

function parsed(text: string): Orders {
  try {
    return Object(JSON.parse(text)) as Orders;
  } catch {
    return {}; // Not ours to judge; see obey.
  }
}

const isSize = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 10_000;

/** `INT`, `SIGINT` or 2. */
export function signalNumber(signal: unknown): number | undefined {
  if (Number.isInteger(signal)) return Number(signal) >= 1 && Number(signal) <= 64 ? Number(signal) : undefined;
  if (typeof signal !== 'string') return undefined;
  const name = signal.toUpperCase().startsWith('SIG') ? signal.toUpperCase() : `SIG${signal.toUpperCase()}`;
  return (constants.signals as Record<string, number>)[name];
}
