import type { components } from '../../../openapi/generated/host.ts';
import type { NetworkMap } from '../network-map.ts';
import type { BridgePort } from '../port-record.ts';
import { flowKinds, flowTables } from '../program/tables.ts';
import type { FlowKind } from '../program/tables.ts';

export type TraceResult = components['schemas']['TraceResult'];

interface Step {
  table: number;
  rule: string;
  kind: FlowKind | undefined;
  ruleId: string | undefined;
}

/** Reads the switch's answer: which entries the packet met, and what became of it. */
export function judgeTrace(output: string, packet: string, maps: readonly NetworkMap[], ports: readonly BridgePort[]): TraceResult {
  const ruleIds = new Map(maps.flatMap((map) => map.security_groups.flatMap((group) => group.rules.map(({ id }) => [id.replaceAll('-', '').slice(0, 14), id]))));
  const steps = stepsOf(output, ruleIds);
  const last = steps.at(-1);
  const ruleId = steps.findLast((step) => step.ruleId !== undefined)?.ruleId;
  return {
    ...verdictOf(last, ports),
    ...(ruleId === undefined ? {} : { rule_id: ruleId }),
    packet,
    steps: steps.map((step) => ({ table: tableName(step.table), rule: step.rule, ...(step.kind === undefined ? {} : { kind: step.kind }), ...(step.ruleId === undefined ? {} : { rule_id: step.ruleId }) })),
  };
}

/** Each entry is a line as ` 10. in_port=3,ip, priority 100, cookie 0x…`. */
function stepsOf(output: string, ruleIds: ReadonlyMap<string, string>): Step[] {
  return output.split('\n').flatMap((line) => {
    const [, table, match = '', priority = '', cookie = '0x0'] = /^\s*(\d+)\. (.*?),? ?priority (\d+)(?:, cookie (0x[0-9a-f]+))?$/.exec(line) ?? [];
    if (table === undefined) return /^\s*(\d+)\. No match/.test(line) ? [{ table: Number(line.trim().split('.')[0]), rule: 'no match', kind: undefined, ruleId: undefined }] : [];
    const digits = cookie.slice(2).padStart(16, '0');
    const kind = kindOf(Number.parseInt(digits.slice(14), 16));
    return [{ table: Number(table), rule: [`priority=${priority}`, match].filter(Boolean).join(','), kind, ruleId: kind === 'groupRule' ? ruleIds.get(digits.slice(0, 14)) : undefined }];
  });
}

function verdictOf(last: Step | undefined, ports: readonly BridgePort[]): Pick<TraceResult, 'verdict' | 'reason' | 'port_id'> {
  if (last === undefined) return { verdict: 'dropped', reason: 'The switch has no entry for it at all.' };
  if (last.table === flowTables.out && last.kind === 'out') {
    const ofport = Number(/reg7=(0x[0-9a-f]+)/.exec(last.rule)?.[1]);
    const port = ports.find((each) => each.ofport === ofport);
    if (port?.role === 'server') return { verdict: 'delivered', reason: `Port ${port.portId} gets it.`, port_id: port.portId };
    if (port?.role === 'leg') return { verdict: 'gateway', reason: 'The router takes it towards its external network.' };
    return { verdict: 'gateway', reason: 'The network\'s gateway on this host gets it.' };
  }
  if (last.kind === 'peer') return { verdict: 'tunnelled', reason: 'It leaves through the network\'s tunnel to the host of its destination.' };
  if (last.kind === 'route' && last.rule.includes('priority=50')) return { verdict: 'tunnelled', reason: 'It leaves through the network\'s tunnel to the host where the router has its way out.' };
  if (last.kind === 'uplink') return { verdict: 'uplink', reason: 'It leaves to the physical network.' };
  if (last.kind === 'arpAnswer' || last.kind === 'ndAnswer' || last.table === flowTables.advertise) return { verdict: 'answered', reason: 'The switch answers it from data.' };
  if (last.kind === 'flood') return { verdict: 'delivered', reason: 'All ports of the network get it.' };
  return { verdict: 'dropped', reason: dropReason(last) };
}

const lies: Partial<Record<FlowKind, string>> = {
  spoofedMac: 'The sender\'s MAC is not the port\'s.', spoofedIp: 'The sender\'s address is not one of the port\'s.', spoofedArp: 'It speaks for an address that is not the port\'s.',
  spoofedDhcp: 'A server may not answer DHCP requests.', spoofedRa: 'A server may not advertise itself as a router.', down: 'The port\'s admin state is down.',
};

function dropReason({ table, kind }: Step): string {
  const lie = kind === undefined ? undefined : lies[kind];
  if (lie !== undefined) return lie;
  switch (table) {
    case flowTables.fromRules: return 'No egress rule of the sender\'s security groups lets it out.';
    case flowTables.toRules: return 'No ingress rule of the receiver\'s security groups lets it in.';
    case flowTables.deliver: return 'No port of the network has the destination\'s MAC.';
    case flowTables.route: return 'The router has no route to the destination, or no way out.';
    case flowTables.neighbour: return 'No port of the destination\'s network has that address.';
    default: return `It ends in table ${tableName(table)}.`;
  }
}

const tableName = (table: number): string => Object.entries(flowTables).find(([, number]) => number === table)?.[0] ?? String(table);

const kindOf = (value: number): FlowKind | undefined => (Object.keys(flowKinds) as FlowKind[]).find((kind) => flowKinds[kind] === value);
