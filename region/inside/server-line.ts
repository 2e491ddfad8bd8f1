import type { Client } from '../../openapi/call/call.ts';
import { findRoutes, routeUrl } from '../../openapi/call/routes.ts';
import type { TokenSource } from '../../openapi/call/token-source.ts';
import { passUpgrade } from '../../openapi/call/upgrade.ts';
import { loadContract } from '../../openapi/contracts.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { notFound, unavailable } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { TakeOver } from '../../openapi/serve/upgrade.ts';
import type { Ambient } from '../ambient.ts';
import type { HostClients } from '../hosts/host-clients.ts';
import { selectHost } from '../hosts/host-store.ts';
import type { Host } from '../hosts/host-store.ts';
import { maySee } from '../servers/find-server.ts';
import { selectServer, selectServerEver } from '../servers/server-store.ts';
import type { Server } from '../servers/server-store.ts';

/** What everything inside a server needs of the region. */
export interface InsideDeps {
  db: Db;
  ambient: Ambient;
  hosts: HostClients;
  /** Tokens with the role service, good at that host only. */
  tokensFor: (hostId: string) => TokenSource;
  /** Authorities that hosts' certificates are held against. */
  ca?: string[] | undefined;
}

export interface ServerLine {
  server: Server;
  host: Host;
  client: Client<'host'>;
}

/** A server that the caller may see; `deleted` ones too where their host may still know something. */
export async function visibleServer(db: Db, id: string, auth: AuthContext, options: { deleted?: boolean } = {}): Promise<Server> {
  const server = await (options.deleted ? selectServerEver(db, id) : selectServer(db, id));
  if (!server || !maySee(server, auth)) throw notFound('server', id);
  return server;
}

/** The way to a server's host; 503 while that is down. */
export async function lineTo({ db, hosts }: Pick<InsideDeps, 'db' | 'hosts'>, server: Server): Promise<ServerLine> {
  const host = await selectHost(db, server.hostId);
  if (!host) throw notFound('host', server.hostId);
  if (host.state === 'down') throw unavailable(`Server ${server.id} cannot be reached: its host has not been heard of lately. Try again when it is back.`);
  return { server, host, client: hosts.of(host) };
}

const routes = findRoutes(loadContract('host'));

/** Asks the host to upgrade with the client's own handshake; answers who joins the client to it. */
export async function passToHost(
  { host, server }: ServerLine,
  operationId: 'openHostExec' | 'openHostConsole',
  query: Record<string, unknown>,
  call: { headers: Record<string, string | string[] | undefined>; requestId: string; signal: AbortSignal },
  { tokensFor, ca }: Pick<InsideDeps, 'tokensFor' | 'ca'>,
): Promise<TakeOver> {
  const route = routes.get(operationId);
  if (!route) throw new TypeError(`the host's contract has no ${operationId}`);
  return passUpgrade({
    url: routeUrl(host.url, route, { id: server.id }, query),
    clientHeaders: call.headers,
    headers: { 'X-Auth-Token': await tokensFor(host.id).token(), 'X-OpenStack-Request-ID': call.requestId },
    ca,
    signal: call.signal,
  });
}
