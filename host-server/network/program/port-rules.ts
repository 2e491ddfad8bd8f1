import { answerRules, neighbourRules, ownAddressRules } from './answer-rules.ts';
import type { FlowPort, PortPolicy } from './flow-port.ts';
import type { FlowRule } from './flow-rule.ts';
import { guardRules } from './guard-rules.ts';
import type { MakeRule } from './guard-rules.ts';
import { flowCookie, flowTables, hex, linkLocalOf, metadataAddress, trackReceiver } from './tables.ts';

/** The entries of a server's port. They depend on that port alone: a change costs the same with 10 ports and with 1,000. */
export function portRules(port: FlowPort, policy: PortPolicy): FlowRule[] {
  const rule = rulesOf(port.portId);
  const groups = policy.guarded ? policy.groups : undefined;
  const within = `metadata=${hex(port.segment)}`;
  const enter = [
    ...(policy.egressMeter === undefined ? [] : [`meter:${policy.egressMeter}`]),
    `set_field:${hex(port.segment)}->metadata`,
    `set_field:${hex(port.ofport)}->reg6`,
    ...(groups === undefined ? [] : [`set_field:0x${groups.id}->xreg2`]),
    `goto_table:${flowTables.guard}`,
  ];
  const entry = rule('entry', flowTables.entry, 100, `in_port=${port.ofport}`, enter.join(','));
  const guard = guardRules(port, policy, rule);
  if (!policy.up) return [entry, ...guard];
  return [
    entry,
    ...guard,
    ...ownAddressRules(port.ofport, port.ipAddresses, rule),
    ...(policy.answers ? [...answerRules(port.segment, port.macAddress, port.ipAddresses, rule), ...neighbourRules(port.segment, port.macAddress, port.ipAddresses, rule)] : []),
    rule('service', flowTables.handout, 100, `${within},dl_dst=${port.macAddress}`, `set_field:${hex(port.ofport)}->reg7,goto_table:${flowTables.out}`),
    ...deliveryRules(port, receiveActions(groups), rule),
  ];
}

/**
 * The entries of a network's gateway on this host: a port that alone may say what a gateway says, and that a tenant's
 * groups do not keep out.
 *
 * @param alsoSpeaksFor the other addresses of the router that it is part of
 */
export function gatewayRules(port: FlowPort, alsoSpeaksFor: readonly string[] = []): FlowRule[] {
  const rule = rulesOf(port.portId);
  const from = `in_port=${port.ofport},dl_src=${port.macAddress}`;
  const own = [...port.ipAddresses, metadataAddress];
  const policy: PortPolicy = { guarded: true, pairs: [metadataAddress, ...alsoSpeaksFor].map((address) => ({ address, macAddress: port.macAddress })), groups: undefined, up: true, answers: true };
  const handout = `goto_table:${flowTables.handout}`;
  return [
    rule('entry', flowTables.entry, 100, `in_port=${port.ofport}`, `set_field:${hex(port.segment)}->metadata,set_field:0x1->reg1,goto_table:${flowTables.guard}`),
    rule('service', flowTables.guard, 140, `${from},udp,tp_src=67`, handout),
    rule('service', flowTables.guard, 140, `${from},udp6,tp_src=547`, handout),
    rule('service', flowTables.guard, 140, `${from},icmp6,icmp_type=134`, handout),
    ...guardRules(port, policy, rule),
    ...ownAddressRules(port.ofport, own, rule),
    ...answerRules(port.segment, port.macAddress, [...own, linkLocalOf(port.macAddress)], rule),
    ...neighbourRules(port.segment, port.macAddress, port.ipAddresses, rule),
    ...deliveryRules(port, `goto_table:${flowTables.out}`, rule),
  ];
}

export const rulesOf = (id: string): MakeRule => (kind, table, priority, match, actions) => ({ table, priority, match, cookie: flowCookie(id, kind), actions });

function receiveActions(groups: PortPolicy['groups']): string {
  if (groups === undefined) return `goto_table:${flowTables.out}`;
  return `set_field:0x${groups.id}->xreg2,${groups.stateful ? trackReceiver : `goto_table:${flowTables.toRules}`}`;
}

function deliveryRules(port: FlowPort, receive: string, rule: MakeRule): FlowRule[] {
  return [
    rule('delivery', flowTables.deliver, 100, `metadata=${hex(port.segment)},dl_dst=${port.macAddress}`, `set_field:${hex(port.ofport)}->reg7,goto_table:${flowTables.receive}`),
    ...receiveMatches(receive).map((family) => rule('receive', flowTables.receive, 100, `reg7=${hex(port.ofport)}${family}`, receive)),
    rule('out', flowTables.out, 100, `reg7=${hex(port.ofport)}`, `output:${port.ofport}`),
  ];
}

/** Connections are those of a protocol. */
const receiveMatches = (receive: string): string[] => (receive.includes('ct(') ? [',ip', ',ipv6'] : ['']);
