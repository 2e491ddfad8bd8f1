import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { deleteAggregateRow, insertAggregate, selectAggregates, updateAggregateRow } from './aggregate-store.ts';
import { aggregateView, createdAggregate, zoneKey } from './aggregate-view.ts';
import { changeMetadata } from './change-metadata.ts';
import { findAggregate } from './find-aggregate.ts';

export interface AggregateDeps {
  db: Db;
  ambient: Ambient;
}

export function listAggregates({ db }: AggregateDeps): HandlerOf<'compute', 'listAggregates'> {
  return async ({ since }) => ({ status: 200, body: { aggregates: (await selectAggregates(db)).map((each) => aggregateView(each, since)) } });
}

export function showAggregate({ db }: AggregateDeps): HandlerOf<'compute', 'getAggregate'> {
  return async ({ path, since }) => ({ status: 200, body: { aggregate: aggregateView(await findAggregate(db, path.id), since) } });
}

export function createAggregate({ db, ambient }: AggregateDeps): HandlerOf<'compute', 'createAggregate'> {
  return async ({ body, since }) => {
    const { name, availability_zone: zone } = body.aggregate;
    const made = { uuid: ambient.uuid(), name: name.trim(), createdAt: ambient.now().toISOString(), metadata: zone === undefined || zone === null ? {} : { [zoneKey]: zone } };
    const id = await inTransaction(db, (trx) => insertAggregate(trx, made)).catch(nameTaken(made.name));
    return { status: 200, body: { aggregate: createdAggregate({ ...made, id, updatedAt: null, hosts: [] }, since) } };
  };
}

/** A new name, or a new zone for its hosts. */
export function updateAggregate({ db, ambient }: AggregateDeps): HandlerOf<'compute', 'updateAggregate'> {
  return async ({ path, body, since }) => {
    const { name, availability_zone: zone } = body.aggregate;
    const changed = await inTransaction(db, async (trx) => {
      const aggregate = await findAggregate(trx, path.id);
      if (zone !== undefined) await changeMetadata(trx, aggregate, { [zoneKey]: zone });
      await updateAggregateRow(trx, aggregate.id, { ...(name === undefined ? {} : { name: name.trim() }), updatedAt: ambient.now().toISOString() });
      return findAggregate(trx, path.id);
    }).catch(nameTaken(name ?? ''));
    return { status: 200, body: { aggregate: aggregateView(changed, since) } };
  };
}

export function deleteAggregate({ db }: AggregateDeps): HandlerOf<'compute', 'deleteAggregate'> {
  return async ({ path }) => {
    await inTransaction(db, async (trx) => {
      const { id, name, hosts } = await findAggregate(trx, path.id);
      if (hosts.length > 0) throw badRequest(`Cannot delete aggregate ${name}: it has the hosts ${hosts.join(', ')}. Remove them from it first.`);
      await deleteAggregateRow(trx, id);
    });
    return { status: 200 };
  };
}

const nameTaken = (name: string) => (error: unknown): never => {
  if (!isUniqueViolation(error)) throw error;
  throw new Fault('already-exists', `Aggregate ${name} already exists.`, { cause: error });
};
