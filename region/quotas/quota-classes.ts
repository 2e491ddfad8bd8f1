import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { givenLimits } from './given-limits.ts';
import { selectOtherLimits, upsertOtherLimits } from './limit-store.ts';
import { countedResources, defaultClass, otherDefaults } from './quota-resources.ts';
import type { Amounts } from './quota-store.ts';
import type { QuotaSetDeps } from './quota-sets.ts';
import { quotaView } from './quota-view.ts';

/** Only the class `default` counts for anybody; others are kept, as in Nova. */
export function getQuotaClass(deps: QuotaSetDeps): HandlerOf<'compute', 'getQuotaClass'> {
  return async ({ path: { name }, since }) => ({ status: 200, body: { quota_class_set: { id: name, ...(await classView(deps.db, name, deps, since)) } } });
}

export function updateQuotaClass(deps: QuotaSetDeps): HandlerOf<'compute', 'updateQuotaClass'> {
  return async ({ path: { name }, body, since }) => {
    const { counted, others } = givenLimits('quota_class_set', body.quota_class_set);
    const onTheWire = Object.fromEntries(Object.entries(countedResources).flatMap(([wire, own]) => (counted[own] === undefined ? [] : [[wire, counted[own]]])));
    await inTransaction(deps.db, (trx) => upsertOtherLimits(trx, ownerOf(name), { ...others, ...onTheWire }));
    return { status: 200, body: { quota_class_set: await classView(deps.db, name, deps, since) } };
  };
}

const ownerOf = (name: string): string => (name === 'default' ? defaultClass : `class:${name}`);

async function classView(db: Db, name: string, { quotaDefaults }: QuotaSetDeps, since: (version: string) => boolean) {
  const own: Partial<Record<string, number>> = await selectOtherLimits(db, ownerOf(name));
  const counted: Amounts = { instances: own['instances'] ?? quotaDefaults.instances, cores: own['cores'] ?? quotaDefaults.cores, memoryMib: own['ram'] ?? quotaDefaults.memoryMib };
  return quotaView(counted, { ...otherDefaults, ...own }, since, 'classes');
}
