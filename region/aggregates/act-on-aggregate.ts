import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import { conflict, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectHostByName } from '../hosts/host-store.ts';
import type { Host } from '../hosts/host-store.ts';
import { deleteAggregateHost, insertAggregateHost, settleZones, updateAggregateRow } from './aggregate-store.ts';
import type { Aggregate } from './aggregate-store.ts';
import { aggregateView, zoneOf } from './aggregate-view.ts';
import type { AggregateDeps } from './aggregates.ts';
import { changeMetadata, otherZone } from './change-metadata.ts';
import { findAggregate } from './find-aggregate.ts';

/** Hosts in and out, and metadata; where a key that is null goes away. */
export function actOnAggregate({ db, ambient }: AggregateDeps): HandlerOf<'compute', 'actOnAggregate'> {
  return async ({ path, body, since }) => {
    const changed = await inTransaction(db, async (trx) => {
      const aggregate = await findAggregate(trx, path.id);
      if (body.add_host) await addHost(trx, aggregate, await findHost(trx, body.add_host.host));
      if (body.remove_host) await removeHost(trx, aggregate, await findHost(trx, body.remove_host.host));
      if (body.set_metadata) await changeMetadata(trx, aggregate, body.set_metadata.metadata);
      await updateAggregateRow(trx, aggregate.id, { updatedAt: ambient.now().toISOString() });
      return findAggregate(trx, path.id);
    });
    return { status: 200, body: { aggregate: aggregateView(changed, since) } };
  };
}

async function addHost(trx: Trx, aggregate: Aggregate, host: Host): Promise<void> {
  const zone = zoneOf(aggregate);
  const clash = zone === undefined ? undefined : await otherZone(trx, aggregate, [host.name], zone);
  if (clash !== undefined) throw conflict(`Cannot add host ${host.name} to aggregate ${aggregate.name}. Reason: ${clash}.`);
  if (aggregate.hosts.includes(host.name)) throw already(host, aggregate);
  try {
    await insertAggregateHost(trx, aggregate.id, host.id);
  } catch (error) {
    throw isUniqueViolation(error) ? already(host, aggregate) : error;
  }
  await settleZones(trx, { hostId: host.id });
}

async function removeHost(trx: Trx, aggregate: Aggregate, host: Host): Promise<void> {
  if (!(await deleteAggregateHost(trx, aggregate.id, host.id))) throw new Fault('not-found', `Aggregate ${aggregate.id} has no host ${host.name}.`);
  await settleZones(trx, { hostId: host.id });
}

async function findHost(trx: Trx, name: string): Promise<Host> {
  const host = await selectHostByName(trx, name);
  if (!host) throw new Fault('not-found', `Compute host ${name} could not be found.`, { details: { resource: 'host', id: name } });
  return host;
}

const already = (host: Host, aggregate: Aggregate): Fault => new Fault('already-exists', `Aggregate ${aggregate.id} already has host ${host.name}.`);
