import { once } from 'node:events';
import WebSocket from 'ws';

/** A program behind a WebSocket as its user sees it. */
export interface RemoteProgram {
  socket: WebSocket;
  stdout(): string;
  stderr(): string;
  write(text: string): void;
  order(order: object): void;
  /** Resolves when the output holds that. */
  said(text: string | RegExp): Promise<void>;
  /** What came last: the exit code or a fault. */
  outcome: Promise<{ exit_code?: number; fault?: { code: string; message: string } }>;
}

export function execQuery(command: readonly string[], more: Record<string, string | number | boolean> = {}): string {
  const query = new URLSearchParams(command.map((word) => ['command', word] as [string, string]));
  for (const [name, value] of Object.entries(more)) query.append(name, String(value));
  return query.toString();
}

export async function openProgram(url: string, headers: Record<string, string>): Promise<RemoteProgram> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
  const texts = { 1: '', 2: '' };
  const watchers = new Set<() => void>();
  let last: object = {};
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) texts[data[0] as 1 | 2] += data.subarray(1).toString();
    else last = JSON.parse(data.toString()) as object;
    for (const look of watchers) look();
  });
  const outcome = once(socket, 'close').then(() => last);
  await Promise.race([once(socket, 'open'), once(socket, 'unexpected-response').then(([, response]) => {
    throw new Error(`refused with ${(response as { statusCode: number }).statusCode}`);
  })]);
  return {
    socket,
    outcome,
    stdout: () => texts[1],
    stderr: () => texts[2],
    write: (text) => socket.send(Buffer.concat([Buffer.from([0]), Buffer.from(text)])),
    order: (order) => socket.send(JSON.stringify(order)),
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === 'string' ? !texts[1].includes(text) : !text.test(texts[1])) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        socket.once('close', () => reject(new Error(`it ended, and said only: ${texts[1]} ${texts[2]}`)));
        look();
      }),
  };
}
