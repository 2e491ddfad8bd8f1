/**
 * Tickets: who cannot send a header with a WebSocket (a browser), or has a URL and nothing else (a console), opens it with
 * one. A ticket is good for one connection within ten minutes, and only its hash is kept.
 */
import { createHash } from 'node:crypto';
import { Fault, unauthorized } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectServer } from '../servers/server-store.ts';
import type { Server } from '../servers/server-store.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import { requireAllowed } from '../servers/server-state.ts';
import { lineTo, passToHost, visibleServer } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';
import { deleteExpiredTickets, findTicket, insertTicket, spendTicket } from './ticket-store.ts';
import type { TicketType } from './ticket-store.ts';

export const ticketLifeS = 600;

export interface IssuedTicket {
  token: string;
  expiresAt: string;
}

export async function issueTicket({ db, ambient }: Pick<InsideDeps, 'db' | 'ambient'>, ticket: { server: Server; userId: string; type: TicketType; request?: Record<string, unknown> }): Promise<IssuedTicket> {
  const { server, userId, type, request = {} } = ticket;
  if (type !== 'exec' && server.setId !== null) throw new Fault('not-supported', `Instance ${server.id} has no console: it is of a set, whose containers have a log each. Read that, or run a shell in one of them.`);
  const token = ambient.randomBytes(24).toString('base64url');
  const now = ambient.now();
  const expiresAt = new Date(now.getTime() + ticketLifeS * 1000).toISOString();
  await deleteExpiredTickets(db, now.toISOString());
  await insertTicket(db, { hash: hashOf(token), serverId: server.id, userId, type, request, createdAt: now.toISOString(), expiresAt });
  return { token, expiresAt };
}

/** Where a ticket is used: a WebSocket, on the address by which the client reached us. */
export const attachUrl = (origin: string, token: string): string => `${origin.replace(/^http/, 'ws')}/sampan/v1/attach?token=${token}`;

export const createTicket =
  (deps: InsideDeps): HandlerOf<'sampan', 'createTicket'> =>
  async ({ path, body, auth, baseUrl }) => {
    const server = await visibleServer(deps.db, path.id, auth);
    if ((body.type === 'exec') !== (body.exec !== undefined)) throw badRequest('A ticket of the type exec needs `exec` with a command, and no other type takes it.', { field: 'exec' });
    requireAllowed('exec', server, auth);
    const { token, expiresAt } = await issueTicket(deps, { server, userId: auth.userId, type: body.type, request: { ...body.exec } });
    return { status: 201, body: { url: attachUrl(baseUrl.replace(/\/sampan$/, ''), token), expires_at: expiresAt } };
  };

export const openAttachment =
  (deps: InsideDeps): HandlerOf<'sampan', 'openAttachment'> =>
  async (call) => {
    const { db, ambient } = deps;
    const hash = hashOf(call.query.token);
    const ticket = await findTicket(db, hash, ambient.now().toISOString());
    const server = ticket && (await selectServer(db, ticket.serverId));
    if (!ticket || !server) throw spent();
    const line = await lineTo(deps, server);
    // Spent before the host is asked, so that of two who come at once one is let in.
    if (!(await spendTicket(db, hash, ambient.now().toISOString()))) throw spent();
    const upgrade =
      ticket.type === 'exec' ? await passToHost(line, 'openHostExec', ticket.request, call, deps) : await passToHost(line, 'openHostConsole', { type: ticket.type }, call, deps);
    return { status: 101, upgrade };
  };

const spent = () => unauthorized('The ticket is not known, was used, or has expired: ask for a new one.');

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
