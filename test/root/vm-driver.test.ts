import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import type { DriverServer } from '../../host-server/drivers/driver.ts';
import { VmDriver } from '../../host-server/drivers/vm/vm-driver.ts';
import { layerDisk } from '../../host-server/layers/disk-layer.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { driverSuite } from '../conformance/driver-suite.ts';
import type { Behaviour } from '../conformance/driver-suite.ts';
import { leftovers, machineState } from '../kit/leftovers.ts';
import { testVmImage } from '../kit/vm-image.ts';

t.setTimeout(600_000);

const before = await machineState();
const image = await testVmImage();
const dir = await mkdtemp(join(tmpdir(), 'sampan-vm-'));
const cgroupParent = `/${dir.split('/').pop()}`;
await chmod(dir, 0o711);
await buildHelper(join(dir, 'helper'));
const processes = new HelperProcesses(join(dir, 'helper'));
const layer = join(dir, 'layer');
await mkdir(layer, { mode: 0o755 });
await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'qcow2', layerDisk(layer), '16M']);
await chmod(layerDisk(layer), 0o444);

const newDriver = (): VmDriver =>
  new VmDriver({
    processes,
    stateDir: join(dir, 'state'),
    runDir: join(dir, 'run'),
    cgroupParent,
    userRange: { start: 3_000_000, size: 1000 },
    logMaxBytes: 100_000,
    taps: () => ({ taps: [], wiring: { offload: false } }),
    now: () => new Date(),
  });
const driver = newDriver();
let count = 0;

const modes: Record<Behaviour, string> = { 'runs': 'run', 'ignores-stop-signal': 'deaf', 'exits-with-3': 'exit', 'unusable': 'run' };

/** In the ramdisk alone, which boots in a second. */
function newServer(behaviour: Behaviour, changes: Partial<DriverServer> = {}): DriverServer {
  const id = `vm-${process.pid}-${(count += 1)}`;
  return {
    id, name: id, hostname: id, layers: behaviour === 'unusable' ? [join(dir, 'no-layer')] : [layer], imageConfig: {},
    vcpus: 1, memoryMib: 128, diskGib: 0, nameservers: [], addresses: [],
    machine: { kernel: image.kernel, ramdisk: image.ramdisk, properties: { os_command_line: `console=ttyS0 quiet sampan.mode=${modes[behaviour]}` } },
    ...changes,
  };
}

const logOf = async (id: string): Promise<string> => {
  const { paths } = await driver.logFiles(id);
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('');
};

async function untilSaid(id: string, words: string): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await logOf(id)).includes(words); ) {
    if (Date.now() > deadline) throw new Error(`The guest ${id} never said '${words}': ${await logOf(id)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

t.teardown(async () => {
  for (const { serverId } of await driver.list()) await driver.remove(serverId);
  await processes.close();
  await rm(dir, { recursive: true, force: true });
});

t.test('the machine driver does what every driver does', { timeout: 400_000 }, async (t) => {
  await driverSuite(t, 'vm', async () => Promise.resolve({
    driver,
    reopen: newDriver,
    server: newServer,
    exitCode: 0,
    untilReady: (id) => untilSaid(id, 'sampan: ready'),
    close: async () => {
      t.same(await readdir(join(dir, 'state/servers')), [], 'no disk is left');
      t.same(await readdir(join(dir, 'run/m')), [], 'no socket is left');
      t.same((await leftovers(before)).filter((name) => name.includes('qemu')), [], 'no process is left');
    },
  }));
});
