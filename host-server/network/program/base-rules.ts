import type { FlowRule } from './flow-rule.ts';
import { flowKinds, flowTables } from './tables.ts';

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
    advertiseRule(),
    // The operator in the gateway's namespace, and the services there, are not kept out by a tenant's groups.
    rule(flowTables.toRules, 1000, 'reg1=1', `goto_table:${flowTables.toPass}`),
  ];
}

function passRules(state: number, rules: number, pass: number, zone: string, next: number): FlowRule[] {
  const mark = (value: number): string => `ct(commit,zone=${zone},exec(load:${value}->NXM_NX_CT_MARK[0]))`;
  return [
    rule(state, 100, 'ct_state=+trk+inv', 'drop'),
    rule(state, 90, 'ct_state=+trk+est+rpl,ct_mark=0/0x1', `goto_table:${next}`),
    rule(state, 90, 'ct_state=+trk+rel,ct_mark=0/0x1', `goto_table:${next}`),
    rule(state, 80, 'ct_state=+trk+new', `goto_table:${rules}`),
    rule(state, 80, 'ct_state=+trk+est-rpl', `goto_table:${rules}`),
    // A commit is bound to a protocol.
    ...['ip', 'ipv6'].flatMap((family) => [
      rule(rules, 1, `ct_state=+trk+est,ct_mark=0/0x1,${family}`, mark(1)),
      rule(pass, 100, `ct_state=+trk+new,${family}`, `ct(commit,zone=${zone}),goto_table:${next}`),
      rule(pass, 100, `ct_state=+trk+est,ct_mark=0x1/0x1,${family}`, `${mark(0)},goto_table:${next}`),
    ]),
    rule(pass, 0, '', `goto_table:${next}`),
  ];
}

/** The second half of an answer to a neighbour solicitation: an advertisement's fields are there once it is one. */
function advertiseRule(): FlowRule {
  const fields = ['set_field:2->nd_options_type', 'move:NXM_OF_ETH_SRC[]->NXM_NX_ND_TLL[]', 'set_field:0x60000000->nd_reserved', 'in_port'];
  return rule(flowTables.advertise, 100, 'icmp6,icmp_type=136,icmp_code=0', fields.join(','));
}

const rule = (table: number, priority: number, match: string, actions: string): FlowRule =>
  ({ table, priority, match, cookie: BigInt(flowKinds.base), actions });
