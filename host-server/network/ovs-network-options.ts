import type { Doors } from '../process/doors.ts';
import type { Links } from '../process/links.ts';
import type { Processes } from '../process/process.ts';
import type { SwitchHandle } from './open-vswitch.ts';
import type { OperatorRanges } from './operator-ranges.ts';

export interface OvsNetworkOptions {
  processes: Pick<Processes, 'run' | 'waitForExit'>;
  links: Links;
  /** From `ensureSwitch`. */
  switch: SwitchHandle;
  /** Starts what of the switch is ours to start and does not run. */
  reviveSwitch?: (() => Promise<void>) | undefined;
  /** At most 15 characters: it is a network device too. Several host-servers on one machine need different ones. */
  bridgeName: string;
  /** The gateways' namespaces are called `<prefix>-<13 characters of the network's id>`. */
  gatewayPrefix: string;
  /** For what this network's services read and write. */
  runDir: string;
  /** Where the metadata service listens, and what opens doors to it; without them there is none. */
  metadataSocket?: string | undefined;
  doors?: Doors | undefined;
  /** This host's id in the region; undefined before it joined. */
  hostId?: string | undefined;
  /** Where other hosts' tunnels to this one end; undefined: networks end here. */
  tunnelIp?: string | undefined;
  /** Where tunnels' own packets travel; undefined is the host's own namespace. */
  underlayNetnsPath?: string | undefined;
  /** Physical networks and the devices that lead to them. */
  uplinks?: ReadonlyMap<string, string>;
  /** Networks whose servers this machine reaches by plain address. */
  reach?: OperatorRanges;
  /** Where that machine's own stack is; undefined is the host's own namespace. */
  machineNetnsPath?: string | undefined;
  /** Hears of subnets that are not reached by plain address though they were named, and why. */
  onOverlap?: (networkId: string, why: string) => void;
  /** Hears of everything that `reconcile` found wrong. */
  onRepair?: (repair: NetworkRepair) => void;
}

export interface NetworkRepair {
  what: 'switch' | 'unwanted-port' | 'dead-port' | 'changed-port' | 'unwanted-wire' | 'lost-port' | 'gateway' | 'tunnel' | 'missing-uplink' | 'service' | 'left-behind';
  networkId?: string;
  portId?: string;
  device?: string;
  error?: unknown;
}
