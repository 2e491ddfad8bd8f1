import { column } from '../columns.ts';

export type QuotaSet = Record<string, unknown>;

export const quotaColumns = [
  column<QuotaSet>('instances', 'Servers', ({ instances }) => instances),
  column<QuotaSet>('cores', 'Cores', ({ cores }) => cores),
  column<QuotaSet>('ram_mib', 'Memory MiB', ({ ram }) => ram),
  column<QuotaSet>('key_pairs', 'Keypairs', (quota) => quota['key_pairs']),
  column<QuotaSet>('server_groups', 'Server groups', (quota) => quota['server_groups']),
  column<QuotaSet>('server_group_members', 'Servers a group', (quota) => quota['server_group_members']),
  column<QuotaSet>('metadata_items', 'Metadata items', (quota) => quota['metadata_items']),
];
