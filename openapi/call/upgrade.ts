/**
 * The client's side of an upgrade, for whoever passes a WebSocket on: the next service is asked with the very handshake of
 * the client, and once it has agreed the two sockets are joined. Frames are not looked at, so what a slow reader does not
 * take stays in the kernel, and the sender feels it.
 */
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TakeOver } from '../serve/upgrade.ts';
import { faultFromAnswer, faultFromNetwork } from './http-fault.ts';

export interface UpgradeRequest {
  url: string;
  /** Of the client; only the handshake's are passed on. */
  clientHeaders: Record<string, string | string[] | undefined>;
  /** Ours: the token, the request id. */
  headers: Record<string, string>;
  /** Trusted authorities (PEM); see trust.ts. */
  ca?: string[] | undefined;
  timeoutMs?: number;
  signal?: AbortSignal;
}

const handshake = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol', 'sec-websocket-extensions'];

/** Asks for the upgrade; answers who joins the client to it. Throws the fault with which the service refused. */
export async function passUpgrade({ url, clientHeaders, headers, ca, timeoutMs = 10_000, signal }: UpgradeRequest): Promise<TakeOver> {
  const asked = `the WebSocket ${url.split('?', 1)[0] ?? ''}`;
  const passed = Object.fromEntries(handshake.flatMap((name) => (clientHeaders[name] === undefined ? [] : [[name, clientHeaders[name]]])));
  const options = {
    headers: { ...passed, ...headers, Connection: 'Upgrade', Upgrade: 'websocket' },
    timeout: timeoutMs,
    agent: false,
    ...(signal && { signal }),
  };
  const request = url.startsWith('https:') ? httpsRequest(url, { ...options, ...(ca && { ca }) }) : httpRequest(url, options);
  const { response, socket, head } = await new Promise<{ response: IncomingMessage; socket?: Duplex; head?: Buffer }>((resolve, reject) => {
    request.once('upgrade', (response, socket, head) => resolve({ response, socket, head }));
    request.once('response', (response) => resolve({ response }));
    request.once('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    request.once('error', (error) => reject(faultFromNetwork(asked, error)));
    request.end();
  });
  if (!socket) {
    const answer = await text(response).catch(() => '');
    throw faultFromAnswer({ status: response.statusCode ?? 502, headers: response.headers as Record<string, string>, text: answer, asked });
  }
  if ('setTimeout' in socket) (socket as unknown as { setTimeout(ms: number): void }).setTimeout(0);
  socket.on('error', () => undefined); // Follows as `close`.
  return (client) => {
    const lines = ['HTTP/1.1 101 Switching Protocols'];
    for (let index = 0; index < response.rawHeaders.length; index += 2) lines.push(`${response.rawHeaders[index] ?? ''}: ${response.rawHeaders[index + 1] ?? ''}`);
    client.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (head?.length) client.socket.write(head);
    if (client.head.length > 0) socket.write(client.head);
    client.socket.once('close', () => socket.destroy());
    socket.once('close', () => client.socket.destroy());
    if (client.socket.destroyed) socket.destroy();
    client.socket.pipe(socket).pipe(client.socket);
  };
}
