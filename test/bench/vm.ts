/**
 * A machine against plain QEMU: driver calls to an answering QEMU, to the guest's first line, and to gone; and beside each the
 * same command line started bare, without limits, taps or log.
 *
 *   node --import=tsx test/bench/vm.ts [ROUNDS]
 *
 * Prints one JSON line, in milliseconds.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findCgroups } from '../../host-server/drivers/container/cgroups.ts';
import type { DriverServer } from '../../host-server/drivers/driver.ts';
import { readHostFacts } from '../../host-server/drivers/vm/host-facts.ts';
import { VmDriver } from '../../host-server/drivers/vm/vm-driver.ts';
import { layerDisk } from '../../host-server/layers/disk-layer.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { testVmImage } from '../kit/vm-image.ts';
import { median, round } from './figures.ts';

const rounds = Number(process.argv[2] ?? 5);
const image = await testVmImage();
const dir = await mkdtemp(join(tmpdir(), 'vb-'));
await chmod(dir, 0o711);
await buildHelper(join(dir, 'helper'));
const processes = new HelperProcesses(join(dir, 'helper'));
const layer = join(dir, 'layer');
await mkdir(layer, { mode: 0o755 });
await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'qcow2', layerDisk(layer), '16M']);
await chmod(layerDisk(layer), 0o444);
const cgroupParent = `/${dir.split('/').pop()}`;
const driver = new VmDriver({
  processes, stateDir: join(dir, 'state'), runDir: join(dir, 'run'), cgroupParent, userRange: { start: 3_200_000, size: 100 },
  logMaxBytes: 2 ** 20, taps: () => ({ taps: [], wiring: { offload: false } }), now: () => new Date(),
});
const firstLine = 'sampan: init';
const commandLine = 'console=ttyS0 quiet';
const times: Record<'answers' | 'firstLine' | 'gone' | 'bareFirstLine', number[]> = { answers: [], firstLine: [], gone: [], bareFirstLine: [] };

try {
  for (let index = 0; index < rounds; index += 1) {
    await ours(`bench-${index}`);
    times.bareFirstLine.push(await bare());
  }
} finally {
  for (const { serverId } of await driver.list()) await driver.remove(serverId);
  await processes.close();
  await (await findCgroups()).remove(cgroupParent);
  await rm(dir, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify({
  bench: 'vm', rounds, accelerator: (await readHostFacts()).accelerator,
  create_to_qmp_ms: round(median(times.answers)), create_to_first_line_ms: round(median(times.firstLine)), remove_to_gone_ms: round(median(times.gone)),
  bare_qemu_to_first_line_ms: round(median(times.bareFirstLine)), ratio_to_bare: Math.round((median(times.firstLine) / median(times.bareFirstLine)) * 100) / 100,
})}\n`);

async function ours(id: string): Promise<void> {
  const server: DriverServer = {
    id, name: id, hostname: id, layers: [layer], imageConfig: {}, vcpus: 1, memoryMib: 256, diskGib: 0, nameservers: [], addresses: [],
    machine: { kernel: image.kernel, ramdisk: image.ramdisk, properties: { os_command_line: commandLine } },
  };
  const began = performance.now();
  await driver.create(server);
  times.answers.push(performance.now() - began);
  await driver.start(id);
  const log = join(dir, 'state/logs', id);
  while (!(await readFile(log, 'utf8').catch(() => '')).includes(firstLine)) await new Promise((resolve) => setTimeout(resolve, 2));
  times.firstLine.push(performance.now() - began);
  const ending = performance.now();
  await driver.remove(id);
  times.gone.push(performance.now() - ending);
}

async function bare(): Promise<number> {
  const accelerator = (await readFile('/proc/cpuinfo', 'utf8')).match(/^flags\s*:.*\b(vmx|svm)\b/m) ? 'kvm' : 'tcg,thread=multi,tb-size=128';
  const began = performance.now();
  const qemu = spawn('qemu-system-x86_64', [
    '-nodefaults', '-no-user-config', '-machine', 'q35,vmport=off', '-accel', accelerator, '-cpu', 'max', '-smp', '1', '-m', '256M', '-display', 'none', '-vga', 'std',
    '-device', 'virtio-serial-pci', '-device', 'virtio-rng-pci', '-device', 'virtio-balloon-pci', '-drive', `if=virtio,format=qcow2,readonly=on,file=${layerDisk(layer)}`,
    '-kernel', image.kernel, '-initrd', image.ramdisk, '-append', commandLine, '-serial', 'stdio',
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of qemu.stdout as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (said.includes(firstLine)) break;
  }
  const took = performance.now() - began;
  const ended = once(qemu, 'exit');
  qemu.kill('SIGKILL');
  await ended;
  return took;
}
