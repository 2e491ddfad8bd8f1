import type { Readable } from 'node:stream';
import type { Volumes } from './drivers/container/volumes.ts';
import type { Driver } from './drivers/driver.ts';
import type { Probe } from './servers/health-watch.ts';
import type { HostNetwork } from './network/network.ts';

/** The machine as this host-server needs it; tests bring one that is all in memory. */
export interface Machine {
  drivers: readonly Driver[];
  network: HostNetwork;
  probe: Probe;
  volumes: Pick<Volumes, 'list' | 'remove'>;
  unpack: (layer: { source: Readable; mediaType: string; diffId: string; digest: string; target: string }) => Promise<{ bytes: number }>;
  /** Writes everything of that path's file system to the disk. */
  syncFileSystem: (path: string) => Promise<void>;
  /** Lets go of it; what runs goes on running. */
  close(): Promise<void>;
  /** Takes away everything of ours: servers, wires, bridge, a private switch. */
  purge(): Promise<void>;
}
