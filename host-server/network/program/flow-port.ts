/** A port on this host's bridge as the flow program sees it. */
export interface FlowPort {
  /** A UUID. */
  portId: string;
  ofport: number;
  /** 1..16,777,215. */
  segment: number;
  macAddress: string;
  /** What it may speak for with its own MAC, and what ARP and neighbour questions are answered with. */
  ipAddresses: readonly string[];
}

/** What a server's port may send and hear. */
export interface PortPolicy {
  /** Off: nothing is looked at (port security). */
  guarded: boolean;
  /** Addresses and CIDRs beside its own, each with the MAC that goes with it. */
  pairs: readonly { address: string; macAddress: string }[];
  /** Undefined: everything of the network passes. */
  groups: GroupSetRef | undefined;
  /** Down: nothing passes. */
  up: boolean;
  /** Whether ARP and neighbour questions for its addresses are answered by entries of its own; false where the network's map has it. */
  answers: boolean;
  /** The switch's meter of what it sends, where that has a limit. */
  egressMeter?: number | undefined;
}

/** The groups of a port, as one number: ports with the same groups in one network share the entries of all rules. */
export interface GroupSetRef {
  /** 16 hexadecimal digits. */
  id: string;
  stateful: boolean;
}

/** A network that the region has not told of: closed to the outside, open within. */
export const openPolicy: PortPolicy = { guarded: true, pairs: [], groups: undefined, up: true, answers: true };
