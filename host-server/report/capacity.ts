import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { components } from '../../openapi/generated/host.ts';

export type HostCapacity = components['schemas']['HostCapacity'];

export interface CapacityOptions {
  /** The file system of servers' disks. */
  stateDir: string;
  /** Kept for the machine itself. */
  memoryReserveMib: number;
  diskReserveGib: number;
  /** What the operator says instead. */
  vcpus?: number | undefined;
  memoryMib?: number | undefined;
  diskGib?: number | undefined;
}

/**
 * What this host has for servers: the machine's processors, its memory and the whole file system less the reserves.
 * What is used at the moment does not count: the region subtracts what it has claimed.
 */
export async function readCapacity(options: CapacityOptions): Promise<HostCapacity> {
  const disk = await statfs(options.stateDir);
  const gib = (disk.blocks * disk.bsize) / 2 ** 30;
  return {
    vcpus: options.vcpus ?? availableParallelism(),
    memory_mib: options.memoryMib ?? Math.max(1, Math.floor(memoryBytes() / 2 ** 20) - options.memoryReserveMib),
    disk_gib: options.diskGib ?? Math.max(0, Math.floor(gib) - options.diskReserveGib),
  };
}

/** A control group around this host-server may have less than the machine; where there is none it says 0 or a huge number. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** As images name it (OCI image-spec, `architecture`: Go's names). */
export function architectureOf(arch: string): string {
  return { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }[arch] ?? arch;
}
