import type { DbOrTrx } from '../../openapi/serve/db.ts';

export type TicketType = 'exec' | 'serial' | 'vnc';

export interface Ticket {
  hash: string;
  serverId: string;
  userId: string;
  type: TicketType;
  /** The query with which the host is asked. */
  request: Record<string, unknown>;
  createdAt: string;
  expiresAt: string;
}

export async function insertTicket(db: DbOrTrx, ticket: Ticket): Promise<void> {
  await db('tickets').insert({
    hash: ticket.hash, server_id: ticket.serverId, user_id: ticket.userId, type: ticket.type, request: JSON.stringify(ticket.request),
    created_at: ticket.createdAt, expires_at: ticket.expiresAt,
  });
}

/** Undefined for all but the first to ask in time. */
export async function spendTicket(db: DbOrTrx, hash: string, at: string): Promise<Ticket | undefined> {
  const spent = await db('tickets').where({ hash, used_at: null }).where('expires_at', '>', at).update({ used_at: at });
  if (spent !== 1) return undefined;
  const row = await db<TicketRow>('tickets').where({ hash }).first();
  return row && toTicket(row);
}

/** One that could still be used, without using it. */
export async function findTicket(db: DbOrTrx, hash: string, at: string): Promise<Ticket | undefined> {
  const row = await db<TicketRow>('tickets').where({ hash, used_at: null }).where('expires_at', '>', at).first();
  return row && toTicket(row);
}

export async function deleteExpiredTickets(db: DbOrTrx, before: string): Promise<void> {
  await db('tickets').where('expires_at', '<', before).delete();
}

interface TicketRow {
  hash: string;
  server_id: string;
  user_id: string;
  type: string;
  request: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

const toTicket = (row: TicketRow): Ticket => ({
  hash: row.hash,
  serverId: row.server_id,
  userId: row.user_id,
  type: row.type as TicketType,
  request: JSON.parse(row.request) as Record<string, unknown>,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});
