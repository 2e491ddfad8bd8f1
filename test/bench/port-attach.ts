/**
 * What it costs to plug a port, as one JSON line: milliseconds, median and worst of 20, on an empty switch and with 100
 * ports present, one by one and 8 at once. Run it as root: `node --import=tsx test/bench/port-attach.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkSpec } from '../../host-server/network/network.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { NetworkLab } from '../kit/network-lab.ts';
import type { Guest } from '../kit/network-lab.ts';

const rounds = 20;
const crowd = 100;

const directory = await mkdtemp(join(tmpdir(), 'bench-'));
const helperPath = join(directory, 'helper');
await buildHelper(helperPath);
const processes = new HelperProcesses(helperPath);
const lab = await NetworkLab.open(processes);
try {
  const network = lab.networkSpec(1, '10.8.0.0/24');
  await lab.plugged(network);
  const first = await measure(await makeGuests(network, rounds));
  const others = await makeGuests(network, crowd);
  const started = performance.now();
  await eightAtOnce(others, guest => lab.plug(guest));
  const crowdMs = (performance.now() - started) / crowd;
  const second = await measure(await makeGuests(network, rounds));
  const removing = performance.now();
  await eightAtOnce(others, guest => lab.network.unplug(guest.port.id));
  const result = {
    bench: 'port-attach', datapath: lab.ovs.handle.datapathType, cpus: cpus().length, load: loadavg()[0],
    empty: first, with100: second, eightAtOnce: { plugMs: round(crowdMs), unplugMs: round((performance.now() - removing) / crowd) },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await lab.close();
  await processes.close();
  await rm(directory, { recursive: true });
}

async function makeGuests(network: NetworkSpec, count: number): Promise<Guest[]> {
  const made: Guest[] = [];
  while (made.length < count) made.push(await lab.guest(network));
  return made;
}

async function measure(guests: readonly Guest[]): Promise<Record<string, number>> {
  const plugs: number[] = [];
  const unplugs: number[] = [];
  for (const guest of guests) plugs.push(await timed(() => lab.plug(guest)));
  for (const guest of guests) unplugs.push(await timed(() => lab.network.unplug(guest.port.id)));
  return { plugMs: median(plugs), plugWorstMs: Math.max(...plugs), unplugMs: median(unplugs), unplugWorstMs: Math.max(...unplugs) };
}

async function eightAtOnce(guests: readonly Guest[], work: (guest: Guest) => Promise<void>): Promise<void> {
  const queue = [...guests];
  const worker = async (): Promise<void> => {
    for (let guest = queue.shift(); guest !== undefined; guest = queue.shift()) await work(guest);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return round(performance.now() - started);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
