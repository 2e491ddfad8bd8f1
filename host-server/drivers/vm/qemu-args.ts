import type { MachinePlan, PlannedDisk } from './machine-plan.ts';
import { netdevName, nicDevice, slotArgs } from './nics.ts';
import { firstTapFd, nameArgument, outputFd } from './vm-process.ts';
import type { VmPaths } from './vm-paths.ts';

/**
 * QEMU's command line for a machine. It comes up stopped (`-S`), so that its network can be plugged in, and takes nothing
 * from configuration files. Disks are given as explicit graphs of nodes: nothing is probed, and no path inside an image
 * counts.
 *
 * @param options.incoming its memory comes later, from a suspended life
 */
export function qemuArgs(plan: MachinePlan, paths: VmPaths, options: { incoming: boolean }): string[] {
  const isPci = plan.machineType === 'q35';
  const bus = isPci ? 'pci' : 'device';
  return [
    'qemu-system-x86_64',
    '-name', nameArgument(plan.serverId),
    '-nodefaults', '-no-user-config', '-S',
    ...(uuidPattern.test(plan.serverId) ? ['-uuid', plan.serverId] : []),
    ...(isPci ? ['-machine', 'q35,vmport=off,dump-guest-core=off'] : ['-machine', 'microvm,rtc=on,auto-kernel-cmdline=off,dump-guest-core=off']),
    '-accel', plan.accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi,tb-size=128',
    '-cpu', plan.accelerator === 'kvm' ? 'host' : 'max',
    '-smp', String(plan.cpus),
    '-m', `${plan.memoryMib}M`,
    '-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
    '-action', 'panic=exit-failure',
    '-rtc', 'base=utc',
    // cloud-init looks there for where it runs.
    ...(isPci ? ['-smbios', 'type=1,manufacturer=OpenStack Foundation,product=OpenStack Nova'] : []),
    ...monitor('qmp', paths.qmp),
    ...monitor('jobs', paths.jobs),
    ...consoles(paths, isPci),
    '-device', `virtio-serial-${bus},id=ports`,
    '-chardev', `socket,id=agent,path=${escaped(paths.agent)},server=on,wait=off`,
    '-device', 'virtserialport,bus=ports.0,chardev=agent,name=org.qemu.guest_agent.0',
    '-object', 'rng-random,id=entropy,filename=/dev/urandom',
    '-device', `virtio-rng-${bus},rng=entropy`,
    '-device', `virtio-balloon-${bus},id=balloon,deflate-on-oom=on,free-page-reporting=on`,
    ...plan.disks.flatMap((disk, index) => diskArgs(plan, disk, index, bus)),
    ...cdromArgs(plan),
    '-blockdev', JSON.stringify({ 'driver': 'raw', 'node-name': 'config', 'read-only': true, 'file': { driver: 'file', filename: plan.configDrive } }),
    '-device', `virtio-blk-${bus},drive=config,id=config-device`,
    ...slotArgs(plan.slots),
    ...plan.nics.flatMap((nic, index) => ['-netdev', `tap,id=${netdevName(nic.portId)},fd=${firstTapFd + index}`, '-device', JSON.stringify(nicDevice(nic, plan.machineType))]),
    ...(isPci ? ['-device', 'pvpanic'] : []),
    ...bootArgs(plan),
    ...(options.incoming ? ['-incoming', 'defer'] : []),
  ];
}

/** A file with its layers below it, as one graph. Layers are opened for reading only, and many machines share them. */
export function diskNode(name: string, file: string, layers: readonly string[]): BlockNode {
  const [top, ...below] = [...layers].reverse();
  return {
    'driver': 'qcow2', 'node-name': name, 'discard': 'unmap', 'detect-zeroes': 'unmap',
    'file': { driver: 'file', filename: file, discard: 'unmap' },
    'backing': top === undefined ? null : layerNode(name, top, below),
  };
}

/** The node of a disk's topmost layer. */
export const baseNodeName = (diskId: string): string => `${diskId}-base`;

export interface BlockNode {
  [option: string]: unknown;
}

function layerNode(name: string, file: string, below: readonly string[], depth = 0): BlockNode {
  const [next, ...rest] = below;
  return {
    'driver': 'qcow2', 'node-name': depth === 0 ? baseNodeName(name) : `${name}-base${depth}`, 'read-only': true,
    'file': { 'driver': 'file', 'filename': file, 'read-only': true },
    'backing': next === undefined ? null : layerNode(name, next, rest, depth + 1),
  };
}

function diskArgs(plan: MachinePlan, { id, file, layers }: PlannedDisk, index: number, bus: string): string[] {
  const boot = plan.machineType === 'q35' ? `,bootindex=${index + 1}` : '';
  return ['-blockdev', JSON.stringify(diskNode(id, file, layers)), '-device', `virtio-blk-${bus},drive=${id},id=${id}-device,serial=${plan.serverId.slice(0, 20)}${boot}`];
}

/** On the SATA controller that a q35 has, which firmware and installers know without a driver of their own. */
function cdromArgs({ cdrom, disks }: MachinePlan): string[] {
  if (cdrom === undefined) return [];
  const [top = '', ...below] = [...cdrom.layers].reverse();
  const order = cdrom.first ? 0 : disks.length + 1;
  return ['-blockdev', JSON.stringify(layerNode('cdrom', top, below)), '-device', `ide-cd,bus=ide.0,drive=${baseNodeName('cdrom')},id=cdrom-device,bootindex=${order}`];
}

function bootArgs({ boot }: MachinePlan): string[] {
  if (boot === undefined) return [];
  return ['-kernel', boot.kernel, ...(boot.ramdisk === undefined ? [] : ['-initrd', boot.ramdisk]), '-append', boot.commandLine];
}

function monitor(name: string, path: string): string[] {
  return ['-chardev', `socket,id=${name},path=${escaped(path)},server=on,wait=off`, '-mon', `chardev=${name},mode=control`];
}

/** The serial line is a socket for who looks, and goes into the pipe of the log whether anybody does or not. */
function consoles(paths: VmPaths, hasScreen: boolean): string[] {
  return [
    '-display', 'none',
    ...(hasScreen ? ['-vga', 'std', '-vnc', `unix:${escaped(paths.vnc)}`] : []),
    '-add-fd', `fd=${outputFd},set=1`,
    '-chardev', `socket,id=serial,path=${escaped(paths.serial)},server=on,wait=off,logfile=/dev/fdset/1,logappend=on`,
    ...(hasScreen ? ['-device', 'isa-serial,chardev=serial'] : ['-serial', 'chardev:serial']),
  ];
}

/** In QEMU's option lists a comma is written twice. */
const escaped = (path: string): string => path.replaceAll(',', ',,');

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
