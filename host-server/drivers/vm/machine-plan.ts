import { rename, writeFile } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { DriverServer, MachineImage } from '../driver.ts';
import type { HostFacts } from './host-facts.ts';
import { layerDisk } from '../../layers/disk-layer.ts';
import { mostNics, slotsFor } from './nics.ts';
import type { VmPaths } from './vm-paths.ts';
import { readIfThere } from './vm-process.ts';

/** What a machine is made of: all that its QEMU is told. No secret is in it. */
export interface MachinePlan {
  serverId: string;
  machineType: MachineType;
  accelerator: 'kvm' | 'tcg';
  cpus: number;
  memoryMib: number;
  /** The first one is booted from. */
  disks: PlannedDisk[];
  /** Booted from when no disk can be, or before all of them. */
  cdrom?: { layers: string[]; first: boolean };
  configDrive: string;
  nics: PlannedNic[];
  /** For network devices (nics.ts); a microvm has none. */
  slots: number;
  /** Direct kernel boot. */
  boot?: { kernel: string; ramdisk?: string; commandLine: string };
}

export type MachineType = 'q35' | 'microvm';

export interface PlannedNic {
  portId: string;
  macAddress: string;
  mtu: number;
  /** Where it stands in a q35. */
  slot: number;
}

export interface PlannedDisk {
  id: string;
  /** The writable file on top. */
  file: string;
  /** Layers from the base to the top. */
  layers: string[];
}

/** What a machine was made by, which it keeps beside its sockets; undefined where nothing was made. */
export async function readPlan(paths: VmPaths): Promise<MachinePlan | undefined> {
  const text = await readIfThere(paths.plan);
  return text === '' ? undefined : (JSON.parse(text) as MachinePlan);
}

/** Whole whenever it is read. */
export async function writePlan(paths: VmPaths, plan: MachinePlan): Promise<void> {
  await writeFile(`${paths.plan}.new`, JSON.stringify(plan), { mode: 0o600 });
  await rename(`${paths.plan}.new`, paths.plan);
}

/** @throws Fault `image-unusable` for an image that asks for what cannot be */
export function planMachine(server: DriverServer, paths: VmPaths, facts: HostFacts): MachinePlan {
  const { rescue } = server;
  const image = (rescue ? rescue.machine : server.machine) ?? { properties: {} };
  const machineType = machineTypeOf(image);
  const own: PlannedDisk = { id: 'disk', file: paths.disk, layers: server.layers.map(layerDisk) };
  const disks = rescue && !image.cdrom ? [{ id: 'rescue', file: paths.rescueDisk, layers: rescue.layers.map(layerDisk) }, own] : [own];
  return {
    serverId: server.id,
    machineType,
    accelerator: facts.accelerator,
    cpus: Math.max(1, Math.ceil(server.vcpus)),
    memoryMib: server.memoryMib,
    disks,
    ...(image.cdrom ? { cdrom: { layers: (rescue ?? server).layers.map(layerDisk), first: rescue !== undefined } } : {}),
    configDrive: paths.configDrive,
    nics: nicsOf(server),
    slots: machineType === 'q35' ? slotsFor(server.ports?.length ?? 0) : 0,
    ...(image.kernel === undefined ? {} : { boot: { kernel: image.kernel, ...(image.ramdisk === undefined ? {} : { ramdisk: image.ramdisk }), commandLine: commandLineOf(image, machineType, facts) } }),
  };
}

function nicsOf({ ports = [] }: DriverServer): PlannedNic[] {
  if (ports.length > mostNics) throw new Fault('start-failed', `The server has ${ports.length} ports, and a machine takes ${mostNics}. Take some of them away.`);
  return ports.map(({ id, macAddress, mtu }, slot) => ({ portId: id, macAddress, mtu, slot }));
}

/** `hw_machine_type` as OpenStack has it, with its versions: `q35`, `pc-q35-7.2`, `microvm`; q35 when it says nothing. */
function machineTypeOf({ properties, kernel, cdrom }: MachineImage): MachineType {
  const asked = properties['hw_machine_type'] ?? 'q35';
  if (asked === 'microvm') {
    if (cdrom) throw new Fault('image-unusable', 'The image is a CD-ROM and asks for a microvm (hw_machine_type), which has no drive for one. Remove that property.');
    if (kernel !== undefined) return 'microvm';
    throw new Fault('image-unusable', 'The image asks for a microvm (hw_machine_type), which boots a kernel of its own and no disk: give it a kernel_id, or remove that property.');
  }
  if (/^(pc-)?q35(-\d+\.\d+)?$/.test(asked)) return 'q35';
  throw new Fault('image-unusable', `The image asks for the machine type '${asked.slice(0, 60)}' (hw_machine_type). Use q35 or microvm.`);
}

/** Under emulation a microvm has nothing to measure its clock by, and its kernel now and then hangs on trying to. */
function commandLineOf({ properties }: MachineImage, machineType: MachineType, { accelerator, tscKhz }: HostFacts): string {
  const own = properties['os_command_line'] ?? 'root=/dev/vda console=tty0 console=ttyS0';
  if (machineType !== 'microvm' || accelerator !== 'tcg' || tscKhz === undefined || own.includes('tsc_early_khz')) return own;
  return `${own} tsc_early_khz=${tscKhz} tsc=reliable`;
}
