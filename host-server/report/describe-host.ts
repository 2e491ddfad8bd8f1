import type { Driver } from '../drivers/driver.ts';
import { architectureOf, readCapacity } from './capacity.ts';
import type { CapacityOptions, HostCapacity } from './capacity.ts';

type Kind = Driver['kind'];

/** What the region learns of this machine when it joins and with each heartbeat. */
export interface HostDescription {
  url: string;
  kinds: Kind[];
  architecture: string;
  capacity: HostCapacity;
}

export const describeHost = async (options: CapacityOptions, url: string, kinds: readonly Kind[]): Promise<HostDescription> => ({
  url,
  kinds: [...kinds],
  architecture: architectureOf(process.arch),
  capacity: await readCapacity(options),
});
