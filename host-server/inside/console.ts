import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import type { GuestConsole } from '../drivers/guest-access.ts';
import { accessOf, runningServer } from './entered-server.ts';
import { acceptSocket } from './exec-socket.ts';

/** Bytes both ways; a text message may say `{"resize": {"columns": 80, "rows": 24}}` where the console has a size. */
export const openHostConsole =
  (core: () => HostCore): HandlerOf<'host', 'openHostConsole'> =>
  async ({ path, query, signal }) => {
    const access = accessOf(await runningServer(core(), path.id), 'show a console');
    const opened = await access.openConsole(path.id, query.type);
    if (signal.aborted) opened.stream.destroy();
    return { status: 101, upgrade: (connection) => acceptSocket(connection, (socket) => joinConsole(socket, opened, core().execIdleMs)) };
  };

const highWaterBytes = 512 * 1024;

export function joinConsole(socket: WebSocket, { stream, resize }: GuestConsole, idleMs: number): void {
  const idle = setTimeout(() => socket.close(1000, 'idle'), idleMs);
  socket.on('error', () => undefined); // Follows as `close`.
  socket.on('close', () => {
    clearTimeout(idle);
    stream.destroy();
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    idle.refresh();
    const size = isBinary ? undefined : sizeIn((data as Buffer).toString());
    if (size) {
      resize?.(size.columns, size.rows);
    } else if (!stream.destroyed && !stream.write(data as Buffer)) {
      socket.pause();
      stream.once('drain', () => socket.resume());
    }
  });
  stream.on('data', (chunk: Buffer) => {
    idle.refresh();
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(chunk, { binary: true }, () => {
      if (stream.isPaused() && socket.bufferedAmount < highWaterBytes / 2) stream.resume();
    });
    if (socket.bufferedAmount > highWaterBytes) stream.pause();
  });
  stream.on('error', () => socket.close(1011, 'the console broke off'));
  stream.once('close', () => socket.close(1000));
  stream.once('end', () => socket.close(1000));
}

/** Undefined for whatever else was typed: a terminal may send its keys as text. */
function sizeIn(text: string): { columns: number; rows: number } | undefined {
  if (!text.startsWith('{"resize"')) return undefined;
  try {
    const { columns, rows } = (JSON.parse(text) as { resize: { columns: number; rows: number } }).resize;
    return Number.isInteger(columns) && Number.isInteger(rows) && columns > 0 && rows > 0 ? { columns, rows } : undefined;
  } catch {
    return undefined; // Keys that look like an order are keys.
  }
}
