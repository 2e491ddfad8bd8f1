import type { FlowRule } from './flow-rule.ts';
import { flowKinds, flowTables, hex } from './tables.ts';

/**
 * The entries that are there without any port: an explicit drop at the end of each table, whose counters can be read, and
 * what groups do with a connection once its rules were looked at.
 *
 * A connection's first packets and all later ones in its own direction are held against the rules each time; answers pass
 * while the connection is not marked. So a rule that goes takes its connections along: the next packet in their direction
 * marks them, and no answer passes any more.
 */
export function baseRules(): FlowRule[] {
  return [
    rule(flowTables.entry, 200, 'vlan_tci=0x1000/0x1000', 'drop'),
    ...Object.values(flowTables).filter((table) => table !== flowTables.fromPass && table !== flowTables.toPass).map((table) => rule(table, 0, '', 'drop')),
    ...passRules(flowTables.fromState, flowTables.fromRules, flowTables.fromPass, 'NXM_NX_REG6[0..15]', flowTables.deliver),
    ...passRules(flowTables.toState, flowTables.toRules, flowTables.toPass, 'NXM_NX_REG7[0..15]', flowTables.out),
    // The operator in the gateway's namespace, and the services there, are not kept out by a tenant's groups.
    rule(flowTables.toRules, 1000, 'reg1=1', `goto_table:${flowTables.toPass}`),
  ];
}

function passRules(state: number, rules: number, pass: number, zone: string, next: number): FlowRule[] {
  const mark = (value: number): string => `ct(commit,zone=${zone},exec(set_field:${hex(value)}/0x1->ct_mark))`;
  return [
    rule(state, 100, 'ct_state=+trk+inv', 'drop'),
    rule(state, 90, 'ct_state=+trk+est+rpl,ct_mark=0/0x1', `goto_table:${next}`),
    rule(state, 90, 'ct_state=+trk+rel,ct_mark=0/0x1', `goto_table:${next}`),
    rule(state, 80, 'ct_state=+trk+new', `goto_table:${rules}`),
    rule(state, 80, 'ct_state=+trk+est-rpl', `goto_table:${rules}`),
    rule(rules, 1, 'ct_state=+trk+est,ct_mark=0/0x1', mark(1)),
    rule(pass, 100, 'ct_state=+trk+new', `ct(commit,zone=${zone}),goto_table:${next}`),
    rule(pass, 100, 'ct_state=+trk+est,ct_mark=0x1/0x1', `${mark(0)},goto_table:${next}`),
    rule(pass, 0, '', `goto_table:${next}`),
  ];
}

const rule = (table: number, priority: number, match: string, actions: string): FlowRule =>
  ({ table, priority, match, cookie: BigInt(flowKinds.base), actions });
