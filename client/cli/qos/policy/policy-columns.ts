import type { QosPolicy } from '../../../sdk/find-network.ts';
import { column, longColumn } from '../../columns.ts';

export const policyColumns = [
  column<QosPolicy>('id', 'ID', (thing) => thing.id),
  column<QosPolicy>('name', 'Name', (thing) => thing.name),
  column<QosPolicy>('shared', 'Shared', (thing) => thing.shared),
  column<QosPolicy>('rules', 'Rules', (thing) => (thing.rules ?? []).map((rule) => `${String(rule['direction'])} ${String(rule['max_kbps'])} kbit/s`)),
  longColumn<QosPolicy>('project_id', 'Project ID', (thing) => thing.project_id),
];
