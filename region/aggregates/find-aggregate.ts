import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import { selectAggregate } from './aggregate-store.ts';
import type { Aggregate } from './aggregate-store.ts';

/** Clients look a name up as an id first, and count on 400 or 404 then. */
export async function findAggregate(db: DbOrTrx, text: string): Promise<Aggregate> {
  const id = Number(text);
  if (!/^\d+$/.test(text)) throw badRequest(`Invalid aggregate id ${text}: id must be an integer.`, { field: 'id' });
  const aggregate = id > 0x7fff_ffff ? undefined : await selectAggregate(db, id);
  if (!aggregate) throw new Fault('not-found', `Aggregate ${text} could not be found.`, { details: { resource: 'aggregate', id: text } });
  return aggregate;
}
