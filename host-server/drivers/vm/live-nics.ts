/**
 * Network devices that come and go while a machine runs. QEMU is asked which it has, because a host-server that was killed
 * between two orders has noted nothing; the machine's plan follows, for its next life with the memory of this one.
 *
 *     comes   a tap is made and handed over -> netdev_add -> device_add into a free slot
 *     goes    device_del -> the guest lets go of it (DEVICE_DELETED) -> netdev_del, and the tap is no more
 *
 * A guest that does not let go (it has not booted yet, or knows nothing of it) keeps a device without a wire until its next
 * start; nobody waits for that.
 */
import { Fault, isFault } from '../../../openapi/serve/fault.ts';
import type { Launcher, LaunchTap } from '../../process/launch.ts';
import type { DriverServer } from '../driver.ts';
import { readPlan, writePlan } from './machine-plan.ts';
import type { MachinePlan, PlannedNic } from './machine-plan.ts';
import { netdevName, nicDevice, nicName, portOfNic } from './nics.ts';
import { withQmp } from './qmp.ts';
import type { Qmp } from './qmp.ts';
import type { VmDriverOptions } from './vm-driver.ts';
import type { VmPaths } from './vm-paths.ts';
import { tapsOf } from './vm-process.ts';
import { within } from './within.ts';

type Ports = NonNullable<DriverServer['ports']>;

export interface LiveMachine {
  serverId: string;
  pid: number;
  paths: VmPaths;
  launcher: Pick<Launcher, 'handTap'>;
  taps: VmDriverOptions['taps'];
}

/** Whether a machine has these ports and no others, each with a tap that stands. */
export async function hasNics({ pid, plan, taps }: Pick<LiveMachine, 'pid' | 'taps'> & { plan: MachinePlan | undefined }, ports: Ports): Promise<boolean> {
  if (plan === undefined || plan.nics.length !== ports.length || ports.some(({ id }) => !plan.nics.some(({ portId }) => portId === id))) return false;
  const held = await tapsOf(pid);
  return held.size === ports.length && taps(ports).taps.every(({ deviceName }) => held.has(deviceName));
}

/** @throws Fault `timeout` when a device is in the way that the guest does not let go of; `start-failed` when there is no slot left */
export async function matchNics(machine: LiveMachine, ports: Ports): Promise<void> {
  const { serverId, paths, pid, launcher, taps } = machine;
  const plan = await readPlan(paths);
  if (plan?.machineType !== 'q35' || (await hasNics({ pid, plan, taps }, ports))) return;
  const { taps: wanted, wiring } = taps(ports);
  const held = await tapsOf(pid);
  const tapOf = new Map(ports.map(({ id }, index) => [id, wanted[index]]));
  const stands = (portId: string): boolean => held.has(tapOf.get(portId)?.deviceName ?? '');

  const there = await withQmp(paths.jobs, async (qmp) => {
    const nics = await nicsIn(qmp);
    await takeOut(qmp, [...nics.keys()].filter((portId) => !stands(portId)));
    const left = await nicsIn(qmp);
    for (const { portId } of plan.nics) if (!left.has(portId)) await dropNetdev(qmp, portId);
    return left;
  }, orderTimeoutMs);
  const stuck = ports.find(({ id }) => there.has(id) && !stands(id));
  if (stuck) throw new Fault('timeout', `The guest of server ${serverId} does not let go of the network device of port ${stuck.id}, which lost its tap. Wait until it has booted, or reboot it hard.`, { retryable: true });

  const nics: PlannedNic[] = [];
  for (const { id, macAddress, mtu } of ports) {
    const nic = { portId: id, macAddress, mtu, slot: there.get(id) ?? freeSlot(serverId, plan.slots, there) };
    if (!there.has(id)) {
      await launcher.handTap({ tap: tapOf.get(id) as LaunchTap, wiring, socketPath: paths.jobs });
      await withQmp(paths.jobs, (qmp) => putIn(qmp, nic, (tapOf.get(id) as LaunchTap).deviceName));
      there.set(id, nic.slot);
    }
    nics.push(nic);
  }
  const leaving = plan.nics.filter(({ portId }) => there.has(portId) && !tapOf.has(portId));
  await writePlan(paths, { ...plan, nics: [...nics, ...leaving] });
}

/** The slots of the network devices that a machine has, by their ports. */
async function nicsIn(qmp: Qmp): Promise<Map<string, number>> {
  const devices = await qmp.execute<{ name: string }[]>('qom-list', { path: '/machine/peripheral' });
  const slots = await Promise.all(devices.map(async ({ name }) => {
    const portId = portOfNic(name);
    if (portId === undefined) return [];
    const bus = await qmp.execute<string>('qom-get', { path: `/machine/peripheral/${name}`, property: 'parent_bus' });
    return [[portId, Number(/slot(\d+)/.exec(bus)?.[1])] as const];
  }));
  return new Map(slots.flat());
}

async function putIn(qmp: Qmp, nic: PlannedNic, descriptor: string): Promise<void> {
  // An attempt that was cut may have left it.
  await dropNetdev(qmp, nic.portId);
  await qmp.execute('netdev_add', { type: 'tap', id: netdevName(nic.portId), fd: descriptor });
  try {
    await qmp.execute('device_add', nicDevice(nic, 'q35'));
  } catch (error) {
    await dropNetdev(qmp, nic.portId);
    throw error;
  }
}

/** Asks the guest to let go of devices, and waits for that when it runs. */
async function takeOut(qmp: Qmp, portIds: readonly string[]): Promise<void> {
  if (portIds.length === 0) return;
  const left = new Set(portIds);
  const gone = new Promise<void>((resolve) => {
    qmp.onEvent((event, { device }) => {
      if (event !== 'DEVICE_DELETED') return;
      left.delete(portOfNic(String(device)) ?? '');
      if (left.size === 0) resolve();
    });
  });
  // It refuses what it was asked before and the guest has not done yet: that is waited for all the same.
  for (const portId of portIds) await qmp.execute('device_del', { id: nicName(portId) }).catch(whenRefused);
  const { running } = await qmp.execute<{ running: boolean }>('query-status');
  if (running) await within(gone, guestTimeoutMs);
}

const dropNetdev = (qmp: Qmp, portId: string): Promise<unknown> => qmp.execute('netdev_del', { id: netdevName(portId) }).catch(whenRefused);

/** A guest that runs does it within a second; one that boots does not. */
const guestTimeoutMs = 10_000;
const orderTimeoutMs = 5_000;

function freeSlot(serverId: string, slots: number, taken: ReadonlyMap<string, number>): number {
  const used = new Set(taken.values());
  for (let slot = 0; slot < slots; slot++) if (!used.has(slot)) return slot;
  throw new Fault('start-failed', `The machine of server ${serverId} has no slot left for another port: all ${slots} are taken. Reboot it hard, and it has new ones.`);
}

function whenRefused(error: unknown): void {
  if (!isFault(error) || error.code !== 'internal') throw error;
}
