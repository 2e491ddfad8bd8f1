import type { MachinePlan, PlannedNic } from './machine-plan.ts';

/**
 * How a machine's network devices are named and told to QEMU, on its command line and while it runs alike. The names hold
 * the port's id, so that QEMU can be asked which ports it has. Only what is in a slot of its own can be taken out again, and
 * a machine has its slots from its start.
 */
export const mostNics = 16;

/** Some are spare; not all that there may be, because under emulation each costs the boot 30 ms. */
export const slotsFor = (nicCount: number): number => Math.min(mostNics, nicCount + 3);

export const nicName = (portId: string): string => `nic-${portId}`;
export const netdevName = (portId: string): string => `net-${portId}`;
export const slotName = (slot: number): string => `slot${slot}`;

/** The port of a device that QEMU tells of; undefined for other devices. */
export const portOfNic = (device: string): string | undefined => (device.startsWith('nic-') ? device.slice(4) : undefined);

/** Eight in one place of the root bus, and without a window of ports, which the firmware would run out of. */
export const slotArgs = (count: number): string[] =>
  Array.from({ length: count }, (_, slot) => ['-device', `pcie-root-port,id=${slotName(slot)},bus=pcie.0,chassis=${slot + 1},addr=0x${(0x10 + Math.floor(slot / 8)).toString(16)}.${slot % 8},multifunction=on,io-reserve=0`]).flat();

/** What `-device` and `device_add` take. */
export function nicDevice({ portId, macAddress, mtu, slot }: PlannedNic, machineType: MachinePlan['machineType']): Record<string, unknown> {
  const place = machineType === 'q35' ? { driver: 'virtio-net-pci', bus: slotName(slot), romfile: '' } : { driver: 'virtio-net-device' };
  return { ...place, id: nicName(portId), netdev: netdevName(portId), mac: macAddress, host_mtu: mtu };
}
