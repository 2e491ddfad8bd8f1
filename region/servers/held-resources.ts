import type { Resources } from '../hosts/host-store.ts';
import type { Server } from './server-row.ts';

type Sized = Pick<Server, 'vcpus' | 'memoryMib' | 'diskGib'>;

export const sizeOf = ({ vcpus, memoryMib, diskGib }: Sized): Resources => ({ vcpus, memoryMib, diskGib });

/**
 * What a server holds of its quota and its host: its flavor, and while a resize is neither confirmed nor reverted the
 * larger of both in each resource, so that neither way out can be refused. It never has both at once on its one host.
 */
export const heldBy = (server: Pick<Server, 'vcpus' | 'memoryMib' | 'diskGib' | 'former'>): Resources => larger(server, server.former.flavor ?? server);

export const larger = (a: Sized, b: Sized): Resources => ({
  vcpus: Math.max(a.vcpus, b.vcpus),
  memoryMib: Math.max(a.memoryMib, b.memoryMib),
  diskGib: Math.max(a.diskGib, b.diskGib),
});

export const minus = (a: Sized, b: Sized): Resources => ({ vcpus: a.vcpus - b.vcpus, memoryMib: a.memoryMib - b.memoryMib, diskGib: a.diskGib - b.diskGib });
