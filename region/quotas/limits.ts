import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { selectOtherLimits } from './limit-store.ts';
import { defaultClass, otherDefaults } from './quota-resources.ts';
import type { OtherResource } from './quota-resources.ts';

/** Limits of resources that are counted where they are made, rather than reserved; -1 is unlimited. */
export interface Limits {
  of(db: DbOrTrx, projectId: string, resource: OtherResource): Promise<number>;
  all(db: DbOrTrx, projectId: string): Promise<Record<OtherResource, number>>;
  defaults(db: DbOrTrx): Promise<Record<OtherResource, number>>;
}

/** The project's own, else the class's, else what is built in. */
export function createLimits(): Limits {
  const defaults = async (db: DbOrTrx): Promise<Record<OtherResource, number>> => ({ ...otherDefaults, ...(await selectOtherLimits(db, defaultClass)) });
  const all = async (db: DbOrTrx, projectId: string): Promise<Record<OtherResource, number>> => ({ ...(await defaults(db)), ...(await selectOtherLimits(db, projectId)) });
  return { defaults, all, of: async (db, projectId, resource) => (await all(db, projectId))[resource] };
}
