import { column } from '../columns.ts';

export type QuotaSet = Record<string, unknown>;

export const quotaColumns = [
  column<QuotaSet>('instances', 'Servers', ({ instances }) => instances),
  column<QuotaSet>('cores', 'Cores', ({ cores }) => cores),
  column<QuotaSet>('ram_mib', 'Memory MiB', ({ ram }) => ram),
];
