import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { findCgroups } from '../../host-server/drivers/container/cgroups.ts';
import type { DriverServer } from '../../host-server/drivers/driver.ts';
import { diskNode } from '../../host-server/drivers/vm/qemu-args.ts';
import { VmDriver } from '../../host-server/drivers/vm/vm-driver.ts';
import { layerDisk } from '../../host-server/layers/disk-layer.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { driverSuite } from '../conformance/driver-suite.ts';
import type { Behaviour } from '../conformance/driver-suite.ts';
import { leftovers, machineState } from '../kit/leftovers.ts';
import { testVmImage } from '../kit/vm-image.ts';

t.setTimeout(600_000);

const run = promisify(execFile);
const before = await machineState();
const image = await testVmImage();
const dir = await mkdtemp(join(tmpdir(), 'sampan-vm-'));
const cgroupParent = `/${dir.split('/').pop()}`;
await chmod(dir, 0o711);
await buildHelper(join(dir, 'helper'));
const processes = new HelperProcesses(join(dir, 'helper'));
const layer = join(dir, 'layer');
await mkdir(layer, { mode: 0o755 });
await run('qemu-img', ['create', '-q', '-f', 'qcow2', layerDisk(layer), '16M']);
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

/** In the ramdisk alone, which boots in seconds. One that exits does so by its boot sector, at once. */
function newServer(behaviour: Behaviour, changes: Partial<DriverServer> = {}): DriverServer {
  const id = `vm-${process.pid}-${(count += 1)}`;
  if (behaviour === 'exits-with-3') changes = { layers: [exits], machine: { properties: {} }, ...changes };
  return {
    id, name: id, hostname: id, layers: behaviour === 'unusable' ? [join(dir, 'no-layer')] : [layer], imageConfig: {},
    vcpus: 1, memoryMib: 128, diskGib: 0, nameservers: [], addresses: [],
    machine: { kernel: image.kernel, ramdisk: image.ramdisk, properties: { os_command_line: `console=ttyS0 quiet sampan.mode=${behaviour === 'ignores-stop-signal' ? 'deaf' : 'run'}` } },
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
  await (await findCgroups()).remove(cgroupParent);
  await rm(dir, { recursive: true, force: true });
});

/** A layer of a file that qemu-img reads as raw. */
async function layerOf(name: string, raw: string): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder, { mode: 0o755 });
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, layerDisk(folder)]);
  await chmod(layerDisk(folder), 0o444);
  return folder;
}

/** mov dx, 0x3f8; for each letter: mov al, letter; out dx, al; and then hlt for ever. The serial port needs no more. */
const saying = (words: string): Buffer => Buffer.from([0xba, 0xf8, 0x03, ...[...Buffer.from(words)].flatMap((letter) => [0xb0, letter, 0xee]), 0xf4, 0xeb, 0xfd]);

/** A layer of a disk that runs these bytes of machine code. */
async function bootable(name: string, code: Buffer): Promise<string> {
  const sector = Buffer.alloc(1024 * 1024);
  code.copy(sector);
  sector.writeUInt16BE(0x55aa, 510);
  await writeFile(join(dir, `${name}.raw`), sector);
  return layerOf(name, join(dir, `${name}.raw`));
}

/** mov dx, 0x604; mov ax, 0x2000; out dx, ax: a q35's register for sleeping, and its sleep without end. */
const exits = await bootable('exits', Buffer.from([0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xf4, 0xeb, 0xfd]));

t.test('a disk boots by its own boot sector', async (t) => {
  const server = newServer('runs', { layers: [await bootable('bootable', saying('boot sector\n'))], machine: { properties: {} } });
  await driver.create(server);
  await driver.start(server.id);
  await untilSaid(server.id, 'boot sector');
  t.equal((await driver.observe(server.id)).state, 'running');
  await driver.remove(server.id);
});

t.test('an ISO image is a CD-ROM beside an empty disk, and is booted from as long as that disk cannot be', async (t) => {
  const [content, iso] = [join(dir, 'content'), join(dir, 'boot.iso')];
  await mkdir(content);
  await writeFile(join(content, 'boot.bin'), Buffer.concat([saying('from the CD\n'), Buffer.alloc(2048)]));
  await run('genisoimage', ['-quiet', '-o', iso, '-b', 'boot.bin', '-c', 'boot.cat', '-no-emul-boot', '-boot-load-size', '4', content]);
  const cdrom = await layerOf('cdrom', iso);
  const server = newServer('runs', { layers: [cdrom], diskGib: 1, machine: { properties: {}, cdrom: true } });
  await t.rejects(driver.create({ ...server, diskGib: 0 }), { code: 'image-unusable', message: /a CD-ROM, and the flavor has no disk/ });
  await driver.create(server);
  await driver.start(server.id);
  await untilSaid(server.id, 'from the CD');
  const kept = join(dir, 'of-cdrom.qcow2');
  await driver.snapshot(server.id, kept);
  const read = async (...words: string[]): Promise<string> => (await run('qemu-io', ['-r', ...words, `json:${JSON.stringify(diskNode('disk', kept, [layerDisk(cdrom)]))}`])).stdout;
  t.notMatch(await read('-c', 'read -P 0 32k 8k', '-c', 'length'), /verification failed/, 'nothing of the CD-ROM is on a disk that is made of this one');
  await driver.remove(server.id);
});

t.test('a microvm boots its kernel, stops by its power button, and has no screen', async (t) => {
  const server = newServer('runs');
  if (server.machine) server.machine.properties['hw_machine_type'] = 'microvm';
  await driver.create(server);
  await driver.start(server.id);
  await untilSaid(server.id, 'sampan: ready');
  t.match(await driver.observe(server.id), { state: 'running', livePorts: false });
  await t.rejects(driver.access.openConsole(server.id, 'vnc'), { code: 'not-supported' });
  await driver.stop(server.id, 60_000);
  t.match(await logOf(server.id), /Power down/);
  await driver.remove(server.id);
});

t.test('what a machine says on its serial line never fills more than its log may', async (t) => {
  const server = newServer('runs', { machine: { kernel: image.kernel, ramdisk: image.ramdisk, properties: { os_command_line: 'console=ttyS0 quiet rdinit=/bin/busybox -- yes flood' } } });
  await driver.create(server);
  await driver.start(server.id);
  for (let rotated = false; !rotated; await new Promise((resolve) => setTimeout(resolve, 20))) rotated = (await driver.logFiles(server.id)).paths.length === 2;
  const { paths } = await driver.logFiles(server.id);
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  t.ok(sizes.reduce((sum, size) => sum + size, 0) <= 100_000, `${sizes.join(' and ')} bytes`);
  await driver.remove(server.id);
});

t.test('a QEMU that was killed is an exit with its signal', async (t) => {
  const server = newServer('runs');
  await driver.create(server);
  await driver.start(server.id);
  const { pid = 0 } = await driver.observe(server.id);
  const told = new Promise<string>((resolve) => {
    const stop = driver.onExit((id) => {
      stop();
      resolve(id);
    });
  });
  process.kill(pid, 'SIGKILL');
  t.equal(await told, server.id);
  t.match(await driver.observe(server.id), { state: 'exited', exitCode: 137 });
  await driver.remove(server.id);
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
