/**
 * The flow program's names and numbers.
 *
 * | table | name      | does |
 * |-------|-----------|------|
 * | 0     | entry     | who sends: the network's segment goes into `metadata`, the sender's zone into reg6, its groups into xreg2; tagged frames and unknown ports are dropped |
 * | 10    | guard     | anti-spoofing by port; a lie is counted by its kind and dropped |
 * | 20    | answer    | ARP and neighbour solicitations are answered from data; DHCP and router solicitations go to the gateway |
 * | 21    | advertise | the second half of an answer to a neighbour solicitation |
 * | 25    | handout   | what only a gateway may say (DHCP answers, router advertisements), past the groups |
 * | 31-33 | from      | sender's groups: connection state, rules, commit |
 * | 40    | deliver   | which port of the segment, here or on another host, or the gateway |
 * | 41    | route     | what was sent to the gateway's MAC: other subnets of the router, the way out |
 * | 42    | neighbour | the MAC of a routed packet's address |
 * | 43, 44 | all      | every port of the network here, by bunches (reg3), to `out` or to `receive` |
 * | 45    | receive   | receiver's zone and groups |
 * | 51-53 | to        | receiver's groups: connection state, rules, commit |
 * | 60    | out       | output |
 *
 * reg0 = 1: it came from another host or from outside. reg1 = 1: it came from the gateway itself, which groups do not
 * keep out. reg7 is the receiver's port number and conntrack zone; each port has its zone, so the two ends of a connection on one host do not open
 * each other's doors.
 */
export const flowTables = {
  entry: 0, guard: 10, answer: 20, advertise: 21, handout: 25,
  fromState: 31, fromRules: 32, fromPass: 33,
  deliver: 40, route: 41, neighbour: 42, allOut: 43, allReceive: 44, receive: 45,
  toState: 51, toRules: 52, toPass: 53,
  out: 60,
} as const;

/** The last byte of a cookie. */
export const flowKinds = {
  base: 0x00, entry: 0x01, allowed: 0x02, arpAnswer: 0x03, delivery: 0x04, ownAddress: 0x05, ndAnswer: 0x06, neighbour: 0x07, receive: 0x08,
  out: 0x09, peer: 0x0a, service: 0x0b, route: 0x0c, flood: 0x0d, groupRule: 0x0e, uplink: 0x0f,
  spoofedMac: 0x10, spoofedIp: 0x11, spoofedArp: 0x12, spoofedDhcp: 0x13, spoofedRa: 0x14,
  unsupported: 0x20, refused: 0x21, down: 0x22,
} as const;

export type FlowKind = keyof typeof flowKinds;

/** The first 56 bits of an id (a port's, a network's, a group rule's) and the kind of the entry. */
export function flowCookie(id: string, kind: FlowKind): bigint {
  return BigInt(`0x${id.replaceAll('-', '').slice(0, 14)}`) * 256n + BigInt(flowKinds[kind]);
}

/** Past this the sender's connections are looked at, or the receiver's. */
export const trackSender = `ct(table=${flowTables.fromState},zone=NXM_NX_REG6[0..15])`;
export const trackReceiver = `ct(table=${flowTables.toState},zone=NXM_NX_REG7[0..15])`;

export const hex = (value: number): string => `0x${value.toString(16)}`;

export const isIPv6 = (address: string): boolean => address.includes(':');

/** The link-local address that a MAC comes to (RFC 4291, appendix A). */
export function linkLocalOf(macAddress: string): string {
  const bytes = macAddress.split(':').map((byte) => Number.parseInt(byte, 16));
  const words = [((bytes[0] ?? 0) ^ 2) * 256 + (bytes[1] ?? 0), (bytes[2] ?? 0) * 256 + 0xff, 0xfe00 + (bytes[3] ?? 0), (bytes[4] ?? 0) * 256 + (bytes[5] ?? 0)];
  return `fe80::${words.map((word) => word.toString(16)).join(':')}`;
}

export const metadataAddress = '169.254.169.254';
