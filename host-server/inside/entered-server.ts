import { conflict, Fault, notFound } from '../../openapi/serve/fault.ts';
import type { HostCore } from '../core.ts';
import type { Driver } from '../drivers/driver.ts';
import type { GuestAccess } from '../drivers/guest-access.ts';
import { findServer } from '../servers/spec-store.ts';
import type { ServerRecord } from '../servers/spec-store.ts';

export interface EnteredServer {
  record: ServerRecord;
  driver: Driver;
}

/** A server that this host holds, with the driver of its kind. */
export async function heldServer({ db, drivers }: Pick<HostCore, 'db' | 'drivers'>, id: string): Promise<EnteredServer> {
  const record = await findServer(db, id);
  const driver = record && drivers.get(record.spec.kind);
  if (!record || !driver) throw notFound('server', id);
  return { record, driver };
}

/** One that runs now: everything inside needs that. */
export async function runningServer(core: Pick<HostCore, 'db' | 'drivers'>, id: string): Promise<EnteredServer & { pid: number | undefined }> {
  const entered = await heldServer(core, id);
  const { state, pid } = await entered.driver.observe(id);
  if (state === 'running') return { ...entered, pid };
  const advice = state === 'paused' ? 'Unpause it first.' : 'Start it first, and see why it does not run if it should.';
  throw conflict(`Server ${id} cannot be entered: it is ${state === 'prepared' || state === 'absent' ? 'stopped' : state}. ${advice}`, { state });
}

/** What its kind can do inside; a kind that can do nothing there says so. */
export function accessOf({ driver }: EnteredServer, wanted: string): GuestAccess {
  if (driver.access) return driver.access;
  throw new Fault('not-supported', `A server of the kind ${driver.kind} cannot ${wanted} on this host.`);
}
