/**
 * Network devices by rtnetlink, asked of the native helper (links.h): about a millisecond where `ip` costs 5 to 10 a
 * process. All calls take names of at most 15 characters, and reject with a fault whose `details.errno` is the kernel's
 * answer (`EEXIST` when a name is taken).
 */
export interface Links {
  /** Makes a veth pair: the outer end up, on its bridge and without any IPv6 address, the inner end in the guest's namespace, down. */
  makeVeth(veth: VethRequest): Promise<void>;
  /** Sets an inner end up, and lo with it; harmless when it is already. */
  setUpInside(inside: InsideRequest): Promise<void>;
  /** Deletes devices; those that are not there are passed over. */
  deleteLinks(netnsPath: string | undefined, names: readonly string[]): Promise<void>;
}

export interface VethRequest {
  /** Where the outer end is made; undefined is the host's own namespace. */
  netnsPath?: string | undefined;
  name: string;
  /** At most 255 characters. */
  alias: string;
  /** A Linux bridge to put the outer end on. */
  master?: string | undefined;
  guestNetnsPath: string;
  innerName: string;
  /** The inner end's. */
  macAddress: string;
  mtu: number;
}

export interface InsideRequest {
  netnsPath: string;
  name: string;
  /** As `10.0.0.5/24` or `fd00::5/64`. */
  addresses: readonly string[];
  /** As `0.0.0.0/0 10.0.0.1`: where to, and by whom. */
  routes: readonly string[];
  /** Whether packets may leave without their checksums. */
  offload: boolean;
}
