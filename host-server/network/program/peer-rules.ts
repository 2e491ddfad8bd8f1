import type { PortMap } from '../network-map.ts';
import { answerRules, neighbourRules } from './answer-rules.ts';
import type { FlowRule } from './flow-rule.ts';
import { rulesOf } from './port-rules.ts';
import { flowTables, hex, isIPv6, linkLocalOf } from './tables.ts';

/** What this host says and knows of one port of a network's map, wherever it is. */
export interface Peer {
  segment: number;
  port: PortMap;
  /** The gateway's addresses are answered by the gateway. */
  notAnswered: ReadonlySet<string>;
  /** Where packets to it leave this host; undefined where it is here, or nowhere. */
  tunnelOfport: number | undefined;
}

export function peerRules({ segment, port, notAnswered, tunnelOfport }: Peer): FlowRule[] {
  if (!port.admin_state_up) return [];
  const rule = rulesOf(port.id);
  const mac = port.mac_address.toLowerCase();
  const addresses = port.fixed_ips.map(({ ip_address: address }) => address).filter((address) => !notAnswered.has(address));
  if (addresses.length === 0 && port.fixed_ips.length > 0) return [];
  return [
    // A DHCPv6 server, and any neighbour, speaks to link-local addresses too (RFC 8415, section 18.3.10).
    ...answerRules(segment, mac, [...addresses, ...(addresses.some(isIPv6) ? [linkLocalOf(mac)] : [])], rule),
    ...neighbourRules(segment, mac, addresses, rule),
    // Only what comes from here goes out again: two hosts never send one packet back and forth.
    ...(tunnelOfport === undefined ? [] : [rule('peer', flowTables.deliver, 90, `metadata=${hex(segment)},reg0=0,dl_dst=${mac}`, `output:${tunnelOfport}`)]),
  ];
}
