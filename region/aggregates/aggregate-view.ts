import { microseconds } from '../servers/server-view.ts';
import type { Aggregate } from './aggregate-store.ts';

/** What the answer to a creation has: neither hosts nor metadata. */
export const createdAggregate = (aggregate: Aggregate, since: (version: string) => boolean) => ({
  id: aggregate.id,
  ...(since('2.41') ? { uuid: aggregate.uuid } : {}),
  name: aggregate.name,
  availability_zone: zoneOf(aggregate) ?? null,
  created_at: microseconds(aggregate.createdAt),
  updated_at: aggregate.updatedAt === null ? null : microseconds(aggregate.updatedAt),
  deleted: false,
  deleted_at: null,
});

export const aggregateView = (aggregate: Aggregate, since: (version: string) => boolean) => ({
  ...createdAggregate(aggregate, since),
  hosts: aggregate.hosts,
  metadata: aggregate.metadata,
});

export const zoneKey = 'availability_zone';

export const zoneOf = ({ metadata }: Pick<Aggregate, 'metadata'>): string | undefined => metadata[zoneKey];
