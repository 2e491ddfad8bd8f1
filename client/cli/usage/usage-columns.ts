import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { column } from '../columns.ts';

export type Usage = ReplyBody<Operation<'compute', 'listTenantUsage'>>['tenant_usages'][number];

const rounded = (hours: number): number => Math.round(hours * 100) / 100;

export const usageColumns = [
  column<Usage>('project_id', 'Project ID', (usage) => usage.tenant_id),
  column<Usage>('server_hours', 'Server hours', (usage) => rounded(usage.total_hours)),
  column<Usage>('vcpu_hours', 'VCPU hours', (usage) => rounded(usage.total_vcpus_usage)),
  column<Usage>('memory_mib_hours', 'MiB hours', (usage) => rounded(usage.total_memory_mb_usage)),
  column<Usage>('disk_gib_hours', 'GiB hours', (usage) => rounded(usage.total_local_gb_usage)),
];

/** What the commands take; days without a time begin at midnight, UTC. */
export const periodOptions = {
  start: { type: 'string', value: 'time', help: 'ISO 8601; default is four weeks before the end' },
  end: { type: 'string', value: 'time', help: 'ISO 8601; default is now' },
} as const;

export const periodQuery = ({ start, end }: { start: string | undefined; end: string | undefined }) => ({ ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) });
