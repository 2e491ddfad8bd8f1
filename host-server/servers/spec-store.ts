/**
 * The specs that this host holds, and how far it came with each. A spec is on disk (`makeDurable`) before the region
 * hears that it was taken, so a power cut at any instant loses none.
 *
 * A server's row lives from its first spec until the region was told that it is absent; its id and last generation are
 * kept for a while after that, because a push that was delayed on its way must not bring a deleted server back.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Applied } from './applied.ts';
import type { MemberState } from './member-restarts.ts';
import type { Phase, ServerSpec, ServerStatus, WireFault } from './spec.ts';

export interface ServerRecord {
  id: string;
  generation: number;
  spec: ServerSpec;
  /** The newest generation that was finished, or failed at; 0 before the first. */
  observedGeneration: number;
  /** As of the observed generation; undefined before the first. */
  status: ServerStatus | undefined;
  /** The boot and root counters that what runs now was started with. */
  appliedBoot: number;
  appliedRoot: number;
  /** What else that was; undefined before the first start. */
  applied: Applied | undefined;
  fault: WireFault | undefined;
  outcome: Outcome;
}

/** What else a report of the observed generation says. */
export interface Outcome {
  phases?: Phase[];
  exitCode?: number;
  oomKilled?: boolean;
  startedAt?: string;
  /** Why the status is not the wanted one. */
  reason?: string;
  /** How often the restart policy has started it since it was asked for, and how often in a row. */
  restarts?: number;
  restartStreak?: number;
  /** When it is started again; while it is ended only. */
  restartAt?: string;
  /** The life of the machine in which it was started. */
  bootId?: string;
  /** Of a set. */
  members?: MemberState[];
}

export interface Settlement extends Outcome {
  observedGeneration: number;
  status: ServerStatus;
  fault?: WireFault | undefined;
}

export type Acceptance = 'new' | 'newer' | 'same' | 'gone';

/**
 * Takes a spec. `same` when that generation is held already, `gone` when it is the deletion of a server that is gone.
 * Throws `stale-generation` when a newer one is held or the server was deleted with it.
 */
export async function acceptSpec(db: Db, spec: ServerSpec, now: Date): Promise<Acceptance> {
  return inTransaction(db, async (trx) => {
    const held = await trx<ServerRow>('servers').where({ id: spec.id }).first('generation');
    if (!held) return acceptNew(trx, spec, now);
    if (spec.generation < held.generation) throw stale(spec, held.generation);
    if (spec.generation === held.generation) return 'same';
    await trx<ServerRow>('servers')
      .where({ id: spec.id })
      .update({ generation: spec.generation, spec: JSON.stringify(spec), updated_at: now.toISOString() });
    return 'newer';
  });
}

export async function findServer(db: DbOrTrx, id: string): Promise<ServerRecord | undefined> {
  const row = await db<ServerRow>('servers').where({ id }).first();
  return row && recordOf(row);
}

export async function listServers(db: DbOrTrx): Promise<ServerRecord[]> {
  return (await db<ServerRow>('servers').orderBy('id')).map(recordOf);
}

export interface Generations {
  id: string;
  generation: number;
  observedGeneration: number;
}

/** What a heartbeat says, without reading the specs. */
export async function listGenerations(db: DbOrTrx): Promise<Generations[]> {
  const rows = await db<ServerRow>('servers').select('id', 'generation', 'observed_generation');
  return rows.map((row) => ({ id: row.id, generation: row.generation, observedGeneration: row.observed_generation }));
}

/** Keeps what a generation came to. */
export async function settleServer(db: DbOrTrx, id: string, settlement: Settlement, now: Date): Promise<void> {
  const { observedGeneration, status, fault, ...outcome } = settlement;
  await db<ServerRow>('servers')
    .where({ id })
    .update({
      observed_generation: observedGeneration,
      status,
      fault: fault ? JSON.stringify(fault) : null,
      outcome: JSON.stringify(outcome),
      updated_at: now.toISOString(),
    });
}

/** Called between the end of the old run and the start of the new one, so that a reboot happens exactly once. */
export async function recordApplied(db: DbOrTrx, id: string, { boot, root, applied }: { boot: number; root: number; applied: Applied }): Promise<void> {
  await db<ServerRow>('servers').where({ id }).update({ applied_boot: boot, applied_root: root, applied: JSON.stringify(applied) });
}

/** The region knows that the server is absent at that generation, and nothing of it is kept; answers false when a newer one came meanwhile. */
export async function forgetServer(db: Db, id: string, generation: number, now: Date): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const removed = await trx<ServerRow>('servers').where({ id, generation }).delete();
    if (removed === 0) return false;
    await trx('server_chains').where({ server_id: id }).delete();
    await trx<GoneRow>('gone_servers').insert({ id, generation, gone_at: now.toISOString() }).onConflict('id').merge();
    return true;
  });
}

/** Lets go of ids that nothing can be on its way to any more. */
export async function purgeGone(db: DbOrTrx, before: Date): Promise<void> {
  await db<GoneRow>('gone_servers').where('gone_at', '<', before.toISOString()).delete();
}

interface ServerRow {
  id: string;
  generation: number;
  spec: string;
  observed_generation: number;
  status: string | null;
  applied_boot: number;
  applied_root: number;
  applied: string | null;
  fault: string | null;
  outcome: string | null;
  updated_at: string;
}

interface GoneRow {
  id: string;
  generation: number;
  gone_at: string;
}

async function acceptNew(trx: DbOrTrx, spec: ServerSpec, now: Date): Promise<Acceptance> {
  const gone = await trx<GoneRow>('gone_servers').where({ id: spec.id }).first();
  if (gone && spec.generation === gone.generation && spec.desired === 'absent') return 'gone';
  if (gone && spec.generation <= gone.generation) throw stale(spec, gone.generation);
  await trx<ServerRow>('servers').insert({
    id: spec.id,
    generation: spec.generation,
    spec: JSON.stringify(spec),
    observed_generation: 0,
    status: null,
    // Nothing of it runs yet, so whatever will be started is at least this boot and this root.
    applied_boot: spec.boot,
    applied_root: spec.root,
    applied: null,
    fault: null,
    outcome: null,
    updated_at: now.toISOString(),
  });
  return 'new';
}

function stale(spec: ServerSpec, held: number): Fault {
  return new Fault(
    'stale-generation',
    `Generation ${spec.generation} of server ${spec.id} is older than generation ${held}, which this host holds. Read the server again and send its newest spec.`,
    { details: { server_id: spec.id, generation: spec.generation, held } },
  );
}

function recordOf(row: ServerRow): ServerRecord {
  return {
    id: row.id,
    generation: row.generation,
    spec: JSON.parse(row.spec) as ServerSpec,
    observedGeneration: row.observed_generation,
    status: (row.status ?? undefined) as ServerStatus | undefined,
    appliedBoot: row.applied_boot,
    appliedRoot: row.applied_root,
    applied: row.applied === null ? undefined : (JSON.parse(row.applied) as Applied),
    fault: row.fault === null ? undefined : (JSON.parse(row.fault) as WireFault),
    outcome: row.outcome === null ? {} : (JSON.parse(row.outcome) as Outcome),
  };
}
