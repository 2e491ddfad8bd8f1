import type { ServerSize } from '../drivers/driver.ts';
import type { ServerSpec } from './spec.ts';

/** What a server was made with, kept beside its spec: what its driver cannot be asked for later. */
export interface Applied {
  size: ServerSize;
  image: { id: string; layerId: string };
  /** The ids of its ports, in order. */
  ports?: string[];
  /** The layer of the image that it was rescued with. */
  rescue?: string;
  /** The image that the root before the last fresh one was kept as: it is kept once. */
  keptRootAs?: string;
}

export const sizeOf = ({ flavor }: ServerSpec): ServerSize => ({ vcpus: flavor.vcpus, memoryMib: flavor.memory_mib, diskGib: flavor.disk_gib });

export const appliedOf = (spec: ServerSpec, before: Applied | undefined): Applied => ({
  size: sizeOf(spec),
  image: { id: spec.image.id, layerId: spec.image.layer_id },
  ports: spec.ports.map(({ id }) => id),
  ...(spec.rescue ? { rescue: spec.rescue.layer_id } : {}),
  ...(before?.keptRootAs === undefined ? {} : { keptRootAs: before.keptRootAs }),
});

export const sameSize = (a: ServerSize, b: ServerSize): boolean => a.vcpus === b.vcpus && a.memoryMib === b.memoryMib && a.diskGib === b.diskGib;

/** Whether it has other ports than it was made with; of one made before that was noted, not. */
export const otherPorts = ({ ports }: Applied, spec: ServerSpec): boolean => ports !== undefined && ports.join() !== spec.ports.map(({ id }) => id).join();

/** The ports that it was made with and has no more. */
export const gonePortsOf = ({ ports = [] }: Applied, spec: ServerSpec): string[] => ports.filter((portId) => spec.ports.every(({ id }) => id !== portId));

export const newPortsOf = ({ ports = [] }: Applied, spec: ServerSpec): string[] => spec.ports.flatMap(({ id }) => (ports.includes(id) ? [] : [id]));
