import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { ReadStream } from 'node:tty';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { faultFromAnswer, faultFromNetwork } from '../../../openapi/call/http-fault.ts';
import { trustedAuthorities } from '../../../openapi/call/trust.ts';
import type { Body, Operation } from '../../../openapi/contracts.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { Io } from '../command.ts';

/** Opens what a ticket is for. Throws the fault with which it was refused. The first message may come with the opening, so its taker is given here. */
export async function openSocket(cloud: Cloud, serverId: string, ticket: Body<Operation<'sampan', 'createTicket'>>, io: Io, take: (data: Buffer, isBinary: boolean) => void): Promise<WebSocket> {
  const { url } = (await cloud.sampan.call('createTicket', { path: { id: serverId }, body: ticket })).body;
  const ca = trustedAuthorities(io.env['OS_CACERT']);
  const socket = new WebSocket(url, { perMessageDeflate: false, ...(ca && { ca }) });
  socket.on('message', take);
  const asked = `the connection to ${url.split('?', 1)[0] ?? ''}`;
  const refused = once(socket, 'unexpected-response').then(async ([, response]) => {
    const { statusCode = 502, headers } = response as IncomingMessage;
    throw faultFromAnswer({ status: statusCode, headers: headers as Record<string, string>, text: await text(response as IncomingMessage), asked });
  });
  const failed = once(socket, 'error').then(([error]) => Promise.reject(faultFromNetwork(asked, error) as Error));
  for (const promise of [refused, failed]) promise.catch(() => undefined);
  await Promise.race([once(socket, 'open'), refused, failed]);
  socket.on('error', () => undefined); // Follows as `close`.
  return socket;
}

/** Hands keys over one by one, unseen, and gives the terminal back in the end. */
export function rawTerminal(io: Io): () => void {
  const terminal = io.stdin as Partial<ReadStream> | undefined;
  if (!terminal?.isTTY || !terminal.setRawMode) return () => undefined;
  terminal.setRawMode(true);
  return () => void terminal.setRawMode?.(false);
}

export interface Size {
  columns: number;
  rows: number;
}

export const sizeOf = (io: Io): Size => ({ columns: io.stdout.columns ?? 80, rows: (io.stdout as { rows?: number }).rows ?? 24 });

/** Tells changes of the terminal's size. */
export function followSize(io: Io, tell: (size: Size) => void): () => void {
  const outlet = io.stdout as Partial<NodeJS.WriteStream>;
  if (!outlet.isTTY || !outlet.on) return () => undefined;
  const listener = (): void => tell(sizeOf(io));
  outlet.on('resize', listener);
  return () => void outlet.off?.('resize', listener);
}
