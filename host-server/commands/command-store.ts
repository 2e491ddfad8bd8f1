import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { makeDurable } from '../../openapi/serve/make-durable.ts';
import type { WireFault } from '../servers/spec.ts';

export type CommandType = 'set-password' | 'snapshot' | 'exec' | 'write-files';

export interface CommandRecord {
  id: string;
  serverId: string;
  type: CommandType;
  state: 'running' | 'done' | 'failed';
  /** What a restart must know to go on. */
  detail: Record<string, unknown> | undefined;
  result: Record<string, unknown> | undefined;
  fault: WireFault | undefined;
  createdAt: string;
  finishedAt: string | undefined;
}

/** On disk when it resolves. False when the id is there already. */
export async function insertCommand(db: Db, command: Pick<CommandRecord, 'id' | 'serverId' | 'type' | 'detail' | 'createdAt'>): Promise<boolean> {
  const row = {
    id: command.id, server_id: command.serverId, type: command.type, state: 'running',
    detail: command.detail ? JSON.stringify(command.detail) : null, created_at: command.createdAt,
  };
  const before = await db<CommandRow>('commands').where({ id: command.id }).first('id');
  if (before) return false;
  await db<CommandRow>('commands').insert(row);
  await makeDurable(db);
  return true;
}

export async function findCommand(db: DbOrTrx, id: string): Promise<CommandRecord | undefined> {
  const row = await db<CommandRow>('commands').where({ id }).first();
  return row && recordOf(row);
}

export async function listRunningCommands(db: DbOrTrx): Promise<CommandRecord[]> {
  return (await db<CommandRow>('commands').where({ state: 'running' }).orderBy('created_at')).map(recordOf);
}

/** On disk when it resolves. */
export async function noteDetail(db: Db, id: string, detail: Record<string, unknown>): Promise<void> {
  await db<CommandRow>('commands').where({ id }).update({ detail: JSON.stringify(detail) });
  await makeDurable(db);
}

/** On disk when it resolves. */
export async function finishCommand(db: Db, id: string, outcome: { result?: Record<string, unknown>; fault?: WireFault; at: string }): Promise<void> {
  await db<CommandRow>('commands')
    .where({ id, state: 'running' })
    .update({
      state: outcome.fault ? 'failed' : 'done',
      result: outcome.result ? JSON.stringify(outcome.result) : null,
      fault: outcome.fault ? JSON.stringify(outcome.fault) : null,
      finished_at: outcome.at,
    });
  await makeDurable(db);
}

export async function purgeCommands(db: DbOrTrx, before: string): Promise<void> {
  await db<CommandRow>('commands').where('finished_at', '<', before).delete();
}

interface CommandRow {
  id: string;
  server_id: string;
  type: string;
  state: string;
  detail: string | null;
  result: string | null;
  fault: string | null;
  created_at: string;
  finished_at: string | null;
}

const recordOf = (row: CommandRow): CommandRecord => ({
  id: row.id,
  serverId: row.server_id,
  type: row.type as CommandType,
  state: row.state as CommandRecord['state'],
  detail: row.detail === null ? undefined : (JSON.parse(row.detail) as Record<string, unknown>),
  result: row.result === null ? undefined : (JSON.parse(row.result) as Record<string, unknown>),
  fault: row.fault === null ? undefined : (JSON.parse(row.fault) as WireFault),
  createdAt: row.created_at,
  finishedAt: row.finished_at ?? undefined,
});
