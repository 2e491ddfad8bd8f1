import { shownResources } from './quota-resources.ts';
import type { OtherResource } from './quota-resources.ts';
import type { Amounts } from './quota-store.ts';

type Counted = 'instances' | 'cores' | 'ram';
type QuotaView = Record<Counted, number> & Record<'metadata_items' | 'key_pairs' | 'server_groups' | 'server_group_members', number> & Partial<Record<OtherResource, number>>;

/** Limits by the names that they have on the wire, as many as the version shows. */
export function quotaView(counted: Amounts, others: Readonly<Record<OtherResource, number>>, since: (version: string) => boolean, kind: 'sets' | 'classes'): QuotaView {
  return {
    instances: counted.instances,
    cores: counted.cores,
    ram: counted.memoryMib,
    ...(Object.fromEntries(shownResources(since, kind).map((resource) => [resource, others[resource]])) as Record<OtherResource, number>),
  };
}

/** Each limit with what is used of it; what is claimed counts as used at once, so nothing is reserved beside it. */
export const quotaDetail = (limits: Readonly<Record<string, number>>, used: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(limits).map(([resource, limit]) => [resource, { limit, in_use: used[resource] ?? 0, reserved: 0 }]));
