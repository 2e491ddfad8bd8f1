import type { SecurityGroupRule } from '../../../../sdk/find-network.ts';
import { column, longColumn } from '../../../columns.ts';

export const ruleColumns = [
  column<SecurityGroupRule>('id', 'ID', (thing) => thing.id),
  column<SecurityGroupRule>('direction', 'Direction', (thing) => thing.direction),
  column<SecurityGroupRule>('ethertype', 'Family', (thing) => thing.ethertype),
  column<SecurityGroupRule>('protocol', 'Protocol', (thing) => thing.protocol ?? 'any'),
  column<SecurityGroupRule>('ports', 'Ports', (thing) => thing.port_range_min === null || thing.port_range_min === undefined ? '' : `${thing.port_range_min}:${thing.port_range_max ?? ''}`),
  column<SecurityGroupRule>('remote', 'Remote', (thing) => thing.remote_ip_prefix ?? thing.remote_group_id ?? 'any'),
  longColumn<SecurityGroupRule>('security_group_id', 'Group ID', (thing) => thing.security_group_id),
  longColumn<SecurityGroupRule>('description', 'Description', (thing) => thing.description),
];
