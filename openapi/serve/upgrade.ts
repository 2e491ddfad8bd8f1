/**
 * WebSockets (RFC 6455) beside hapi, which knows none. An operation with `x-websocket: true` is a GET whose handler answers
 * 101 with a function that takes the connection over; token, policy, path and query are checked before, by the same
 * dispatcher as everything else, and a refusal is an ordinary HTTP answer. Without an Upgrade header such an operation
 * answers 426.
 *
 * Node hands over every request with an Upgrade header once somebody listens, also those that ask for something else in
 * passing (`Upgrade: h2c`, by curl and Java's client). Such a request goes back to where it came from, without the header.
 */
import { randomUUID } from 'node:crypto';
import { ServerResponse } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { externalUrl } from './base-url.ts';
import type { TrustedProxies } from './client-address.ts';
import type { Dispatcher, Endpoint, RequestState } from './dispatch.ts';
import { Fault, isFault } from './fault.ts';
import { faultReply } from './fault-bodies.ts';
import type { Logger } from './log.ts';
import { anonymous } from './policy.ts';

/** What a handler of a WebSocket operation gets to take over: the request, its socket, and bytes that came early. */
export interface UpgradeConnection {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

export type TakeOver = (connection: UpgradeConnection) => void;

export interface UpgradeOptions {
  listener: Server;
  endpoints: readonly Endpoint[];
  dispatcher: Dispatcher;
  proxies: TrustedProxies;
  publicUrl: string | undefined;
  url: () => string;
  authUrl: string;
  log: Logger;
}

/** Answers what cuts every upgraded connection. */
export function serveUpgrades({ listener, endpoints, dispatcher, proxies, publicUrl, url, authUrl, log }: UpgradeOptions): () => void {
  const sockets = new Set<Duplex>();
  const routes = endpoints.filter(({ webSocket }) => webSocket).map((endpoint) => ({ endpoint, pattern: patternOf(endpoint) }));

  const open = async (connection: UpgradeConnection, { endpoint, params, query }: Found): Promise<void> => {
    const { request, socket } = connection;
    const peer = 'remoteAddress' in socket ? String(socket.remoteAddress) : '';
    const state: RequestState = { requestId: `req-${randomUUID()}`, startedAt: performance.now(), operationId: endpoint.id, auth: anonymous, headers: {}, remoteAddress: proxies.clientOf(peer, request.headers['x-forwarded-for']) };
    // Never sent unless refused; its end tells the handler that the client is gone.
    const response = new ServerResponse(request);
    socket.once('close', () => response.emit('close'));
    const about = (): Record<string, unknown> => ({
      operation: state.operationId, path: pathOf(request), request_id: state.requestId, user_id: state.auth.userId, project_id: state.auth.projectId, ms: Math.round(performance.now() - state.startedAt),
    });
    try {
      const origin = externalUrl(request.headers, publicUrl, url());
      const raw = { message: request, response, params, query, origin };
      const reply = await dispatcher.dispatch(endpoint, raw, state);
      if (!reply.upgrade) throw new TypeError(`${endpoint.id} answered ${reply.status} instead of taking the connection over`);
      socket.once('close', () => log.info(about(), 'a connection ended'));
      log.info({ ...about(), status: 101 }, 'a connection was opened');
      reply.upgrade(connection);
    } catch (error) {
      if (!isFault(error)) log.error({ error, ...about() }, 'an upgrade failed in a way that it should not');
      const fault = isFault(error) ? error : new Fault('internal', `An unexpected error happened; it is logged with the request id ${state.requestId}. Tell the operator.`);
      log.info({ ...about(), status: fault.status }, 'request');
      refuse(response, socket, fault, endpoint, state.requestId, authUrl);
    }
  };

  listener.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const found = request.headers.upgrade?.toLowerCase() === 'websocket' ? find(routes, request) : undefined;
    if (!found) {
      handBack(listener, request, socket, head);
      return;
    }
    // A peer that breaks off is no error of ours; what follows from it follows from `close`.
    socket.on('error', () => undefined);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void open({ request, socket, head }, found);
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** What an ordinary request to such an operation is told. */
export const upgradeRequired = (operationId: string): Fault =>
  new Fault('bad-request', `${operationId} is a WebSocket: connect with Upgrade: websocket.`, { status: 426, headers: { Upgrade: 'websocket', Connection: 'Upgrade' } });

interface Found {
  endpoint: Endpoint;
  params: Record<string, string>;
  query: Record<string, string | string[]>;
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? '';

function patternOf({ mount, path }: Endpoint): RegExp {
  const parts = `${mount.prefix}${path}`.split(/\{([^}]+)\}/);
  return new RegExp(`^${parts.map((part, index) => (index % 2 === 1 ? `(?<${part}>[^/]+)` : part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&'))).join('')}/?$`);
}

function find(routes: readonly { endpoint: Endpoint; pattern: RegExp }[], request: IncomingMessage): Found | undefined {
  for (const { endpoint, pattern } of routes) {
    const match = pattern.exec(pathOf(request));
    if (!match) continue;
    const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decoded(value)]));
    const query: Record<string, string | string[]> = {};
    for (const name of new Set(new URLSearchParams((request.url ?? '').split('?')[1] ?? '').keys())) {
      const values = new URLSearchParams((request.url ?? '').split('?')[1]).getAll(name);
      query[name] = values.length === 1 ? (values[0] ?? '') : values;
    }
    return { endpoint, params, query };
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not an escape that anybody made: it is judged as it stands.
  }
}

function refuse(response: ServerResponse, socket: Duplex, fault: Fault, endpoint: Endpoint, requestId: string, authUrl: string): void {
  if (socket.destroyed) return;
  const { status, body, headers } = faultReply(fault, { form: endpoint.mount.contract.info['x-service'], requestId, authUrl });
  const text = JSON.stringify(body);
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  response.once('finish', () => socket.end());
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), 'x-openstack-request-id': requestId, 'Connection': 'close' });
  response.end(text);
}

/** Lets the server read the request anew, as one that asks for no upgrade. */
function handBack(listener: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/${request.httpVersion}`];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!['upgrade', 'connection', 'http2-settings'].includes(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[index + 1] ?? ''}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  listener.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}
