import type { Trx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import { selectHosts } from '../hosts/host-store.ts';
import { deleteMetadata, selectAggregates, settleZones, upsertMetadata } from './aggregate-store.ts';
import type { Aggregate } from './aggregate-store.ts';
import { zoneKey, zoneOf } from './aggregate-view.ts';

/** Sets keys, and takes away those that are null. A zone is not changed under servers, nor against another aggregate. */
export async function changeMetadata(trx: Trx, aggregate: Aggregate, change: Readonly<Record<string, string | null>>): Promise<void> {
  const zone = change[zoneKey];
  if (zone !== undefined && zone !== (zoneOf(aggregate) ?? null)) await requireFreeToMove(trx, aggregate, zone);
  const entries = Object.entries(change);
  await upsertMetadata(trx, aggregate.id, Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null)));
  await deleteMetadata(trx, aggregate.id, entries.filter(([, value]) => value === null).map(([name]) => name));
  if (zone !== undefined) await settleZones(trx, { aggregateId: aggregate.id });
}

async function requireFreeToMove(trx: Trx, aggregate: Aggregate, zone: string | null): Promise<void> {
  const inIt = new Set(aggregate.hosts);
  const busy = (await selectHosts(trx)).find(({ name, servers }) => inIt.has(name) && servers > 0);
  if (busy) throw refused(aggregate, `One or more hosts contain instances in this zone, as ${busy.name} does`);
  const clash = zone === null ? undefined : await otherZone(trx, aggregate, aggregate.hosts, zone);
  if (clash !== undefined) throw refused(aggregate, clash);
}

/** Why hosts cannot be in this zone: they are in another one by another aggregate. */
export async function otherZone(trx: Trx, aggregate: Aggregate, hosts: readonly string[], zone: string): Promise<string | undefined> {
  for (const other of await selectAggregates(trx)) {
    const theirs = zoneOf(other);
    const host = other.id === aggregate.id || theirs === undefined || theirs === zone ? undefined : other.hosts.find((name) => hosts.includes(name));
    if (host !== undefined) return `Host ${host} already in availability zone ${theirs} by aggregate ${other.name}`;
  }
  return undefined;
}

const refused = ({ name }: Aggregate, why: string) => badRequest(`Cannot change the zone of aggregate ${name}. Reason: ${why}.`, { field: zoneKey });
