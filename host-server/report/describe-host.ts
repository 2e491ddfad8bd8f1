import { architectureOf, readCapacity } from './capacity.ts';
import type { CapacityOptions, HostCapacity } from './capacity.ts';

/** What the region learns of this machine when it joins and with each heartbeat. */
export interface HostDescription {
  url: string;
  kinds: 'container'[];
  architecture: string;
  capacity: HostCapacity;
}

export const describeHost = async (options: CapacityOptions, url: string): Promise<HostDescription> => ({
  url,
  kinds: ['container'],
  architecture: architectureOf(process.arch),
  capacity: await readCapacity(options),
});
