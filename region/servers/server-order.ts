import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { ResolvedImage } from '../images/resolve-image.ts';
import type { Wishes } from '../scheduler/placement.ts';
import type { GuestSetup } from './guest-setup.ts';
import type { ServerCounts } from './server-counts.ts';
import type { ServerFlavor } from './server-row.ts';
import type { ServerSetup } from './setup-store.ts';

/** A network or a port that a server is to have. */
export interface NetworkWish {
  uuid?: string | undefined;
  port?: string | null | undefined;
  fixed_ip?: string | undefined;
}

export type NetworksWish = 'auto' | 'none' | readonly NetworkWish[];

/** What is asked for, whichever face it came through; checked as far as that goes without the database's locks. */
export interface ServerOrder {
  auth: AuthContext;
  requestId: string;
  started: Date;
  name: string;
  counts: ServerCounts;
  image: ResolvedImage;
  flavor: ServerFlavor;
  networks: NetworksWish | undefined;
  /** By name or id; undefined for the default group. */
  securityGroups: readonly string[] | undefined;
  metadata: Record<string, string>;
  description: string | null;
  tags: readonly string[];
  keyName: string | null;
  hostname: string | undefined;
  diskConfig: string;
  configDrive: boolean;
  accessIpv4: string;
  accessIpv6: string;
  /** Zone, host and hints. */
  wishes: Omit<Wishes, 'extraSpecs'>;
  /** Built, and not started, where false. */
  start: boolean;
  setup: Omit<ServerSetup, 'guest'>;
  /** Instances of a set: one server for each ordinal. */
  set?: { id: string; ordinals: readonly number[] };
  guest: GuestSetup;
}
