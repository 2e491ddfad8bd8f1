import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Fault } from '../../../openapi/serve/fault.ts';

/**
 * QEMU's machine protocol on its socket (QEMU, docs/interop/qmp-spec.txt): JSON lines, a greeting, then commands by id.
 * A socket has one client at a time and the next one waits for its turn, so connections are short.
 */
export interface Qmp {
  /** Rejects with `internal` and QEMU's own words when it refuses. */
  execute<T>(command: string, args?: Record<string, unknown>): Promise<T>;
  /** Hears of what happens as long as it is open. */
  onEvent(listener: (event: string, data: Record<string, unknown>) => void): void;
  close(): void;
}

/** Opens it, does the work and closes it, however that ends. */
export async function withQmp<T>(path: string, work: (qmp: Qmp) => Promise<T>, timeoutMs = 5_000): Promise<T> {
  const qmp = await openQmp(path, timeoutMs);
  try {
    return await work(qmp);
  } finally {
    qmp.close();
  }
}

/** @param timeoutMs for the greeting, and for each command */
export async function openQmp(path: string, timeoutMs = 5_000): Promise<Qmp> {
  const socket = connect(path);
  const waiting = new Map<number, Waiter>();
  let nextId = 1;
  let ended: Error | undefined;
  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    socket.destroy();
  };
  const greeted = new Promise<void>((resolve, reject) => waiting.set(0, { resolve: () => resolve(), reject }));
  const listeners: Parameters<Qmp['onEvent']>[0][] = [];
  onLines(socket, line => take(line, waiting, listeners));
  socket.once('error', error => end(unanswered(error.message, (error as NodeJS.ErrnoException).code)));
  socket.once('close', () => end(unanswered('it closed the connection')));
  const inTime = <R>(promise: Promise<R>, what: string): Promise<R> => {
    const timer = setTimeout(() => end(new Fault('timeout', `QEMU did not answer ${what} within ${timeoutMs} ms. Look at the host's load, and at the machine's process.`)), timeoutMs);
    return promise.finally(() => clearTimeout(timer));
  };
  const execute = <R>(command: string, args?: Record<string, unknown>): Promise<R> => {
    if (ended) return Promise.reject(ended);
    const id = nextId++;
    const answered = new Promise<R>((resolve, reject) => waiting.set(id, { resolve: value => resolve(value as R), reject }));
    socket.write(`${JSON.stringify({ execute: command, ...(args ? { arguments: args } : {}), id })}\n`);
    return inTime(answered, command).catch((error: unknown) => {
      throw error instanceof Refusal ? new Fault('internal', `QEMU refused ${command}: ${error.message}`, { details: { qemu: error.message, command } }) : error;
    });
  };
  await inTime(greeted, 'its greeting');
  await execute('qmp_capabilities');
  return { execute, onEvent: listener => void listeners.push(listener), close: () => socket.destroy() };
}

interface Waiter {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

class Refusal extends Error {}

function take(line: string, waiting: Map<number, Waiter>, listeners: readonly Parameters<Qmp['onEvent']>[0][]): void {
  const message = JSON.parse(line) as { QMP?: unknown; event?: string; data?: Record<string, unknown>; id?: number; return?: unknown; error?: { desc: string } };
  if (message.event !== undefined) for (const listener of listeners) listener(message.event, message.data ?? {});
  const id = message.QMP === undefined ? message.id : 0;
  const waiter = id === undefined ? undefined : waiting.get(id);
  if (id === undefined || waiter === undefined) return;
  waiting.delete(id);
  if (message.error) waiter.reject(new Refusal(message.error.desc));
  else waiter.resolve(message.return);
}

/** Calls back with each line, its end left out. */
export function onLines(socket: Socket, take: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') take(line);
  });
}

const unanswered = (why: string, code?: string): Fault =>
  new Fault('unavailable', `QEMU cannot be asked: ${why}. Its machine has ended, or is about to.`, code === undefined ? {} : { details: { errno: code } });
