import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Driver, DriverCapabilities, Observation } from '../drivers/driver.ts';
import type { HostNetwork, WantedPort } from '../network/network.ts';
import type { Reconciler } from './reconcile.ts';
import { listServers, purgeGone } from './spec-store.ts';
import type { ServerRecord } from './spec-store.ts';
import { wantedPortsOf } from './spec.ts';

export interface RecoverDependencies {
  db: Db;
  drivers: readonly Driver[];
  network: HostNetwork;
  reconciler: Pick<Reconciler, 'wake' | 'isBusy'>;
  log: Logger;
  now: () => Date;
}

/**
 * Holds the machine against the specs: at the start, and every minute. What runs as wanted is left alone; what is missing
 * is made again; what carries our marks and has no spec is removed. Nothing here trusts memory: servers are listed from
 * the machine first and specs are read after that, so a server that comes meanwhile cannot look like a stray one.
 *
 * @param reportAll at the start: the region is told of every server, because what happened before is not known
 */
export async function lookAtMachine(deps: RecoverDependencies, reportAll: boolean): Promise<void> {
  const { db, drivers, network, reconciler, log, now } = deps;
  const found = await Promise.all(drivers.map(async (driver) => ({ driver, servers: await driver.list() })));
  const records = await listServers(db);
  const known = new Set(records.map((record) => record.id));
  for (const { driver, servers } of found) {
    await removeStray(driver, servers.filter((seen) => !known.has(seen.serverId)), log);
  }
  const capabilities = new Map(drivers.map((driver) => [driver.kind as string, driver.capabilities]));
  const wanted = new Map(records.map((record) => [record.id, portsToKeep(record, capabilities.get(record.spec.kind))]));
  await network.reconcile([...wanted.values()].flat());
  const plugged = new Set((await network.list()).map((port) => port.portId));
  for (const record of records) {
    const portsMissing = !reconciler.isBusy(record.id) && (wanted.get(record.id) ?? []).some(({ port }) => !plugged.has(port.id));
    reconciler.wake(record.id, { portsMissing, reportAlways: reportAll });
  }
  await purgeGone(db, new Date(now().getTime() - goneForMs));
}

/** A push of a deleted server's spec that was delayed for longer than this is no worry: no client waits that long. */
const goneForMs = 3_600_000;

/** What may stand on the machine: ports of servers that run, rest or are to run. The reconciler plugs what is missing. */
export function portsToKeep({ spec, generation, observedGeneration, status }: ServerRecord, capabilities: Pick<DriverCapabilities, 'suspend'> | undefined): WantedPort[] {
  if (spec.desired === 'stopped' || spec.desired === 'absent') return [];
  if (generation > observedGeneration) return wantedPortsOf(spec);
  const hasEnded = status === 'exited' || status === 'stopped' || (status === 'suspended' && capabilities?.suspend === 'saved');
  return hasEnded ? [] : wantedPortsOf(spec);
}

async function removeStray(driver: Driver, strays: readonly Observation[], log: Logger): Promise<void> {
  for (const stray of strays) {
    log.warn({ server_id: stray.serverId, state: stray.state }, 'a server without a spec is on this host; it is removed');
    try {
      await driver.remove(stray.serverId);
    } catch (error) {
      log.error({ error, server_id: stray.serverId }, 'a stray server could not be removed; the next look tries again');
    }
  }
}
