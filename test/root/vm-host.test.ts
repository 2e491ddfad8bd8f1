import { execFile } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import t from 'tap';
import { VmDriver } from '../../host-server/drivers/vm/vm-driver.ts';
import { guestAgent } from '../../host-server/drivers/vm/guest-agent.ts';
import type { ServerSpec } from '../../host-server/servers/spec.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { fakeChain, fakeDiskChain } from '../kit/fake-layers.ts';
import { busyboxLayer, openHostProcess, pings } from '../kit/host-process.ts';
import { nextSpec } from '../kit/server-spec.ts';
import { testVmImage } from '../kit/vm-image.ts';

// A real host-server process with real QEMU, runc and Open vSwitch; only the region and the image service are stand-ins.
t.setTimeout(600_000);
const run = promisify(execFile);
const built = await testVmImage();
const host = await openHostProcess({ env: { SAMPAN_HOST_ID_START: '500000', SAMPAN_HOST_VM_ID_START: '3100000', SAMPAN_HOST_STOP_TIMEOUT_MS: '60000' } });
const { dir, tag, env, region, layers, start, kill, push, pidOf } = host;
const helper = new HelperProcesses(env.SAMPAN_HOST_HELPER);
t.teardown(async () => {
  await helper.close();
  await host.close();
});

const [kernelId, ramdiskId] = [randomUUID(), randomUUID()];
layers.files.set(kernelId, await readFile(built.kernel));
layers.files.set(ramdiskId, await readFile(built.ramdisk));
const upper = join(dir, 'upper.qcow2');
await run('qemu-img', ['create', '-q', '-f', 'qcow2', upper, String(512 * 2 ** 20)]);
const vm = { kernel_id: kernelId, ramdisk_id: ramdiskId, properties: { os_command_line: built.commandLine } };
const machineImage = layers.add(fakeDiskChain([await readFile(built.disk), await readFile(upper)], vm));
const containerImage = layers.add(fakeChain([await busyboxLayer(['sh', 'sleep'])], { Entrypoint: ['/bin/sleep', '1000000'] }));

const container = specAt(11);
let machine = specAt(12, {
  kind: 'vm', image: { id: machineImage.imageId, layer_id: machineImage.layerId },
  flavor: { id: 'small', name: 'm1.small', vcpus: 1, memory_mib: 160, disk_gib: 1 },
  guest: {
    keys: [{ name: 'mine', public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFak me@here' }],
    password_hash: '$6$abc$hashed', files: [{ path: '/etc/motd', contents: Buffer.from('hello there\n').toString('base64') }],
  },
});

t.test('a machine and a container on one network reach each other', async (t) => {
  await start();
  t.match(region.heartbeats.at(-1), { kinds: ['container', 'vm'] });
  for (const spec of [container, machine]) await push(spec);
  await region.reported(container, 'running', 60_000);
  const report = await region.reported(machine, 'running', 60_000);
  t.same(report.phases?.map((phase) => phase.name), ['layers', 'root', 'create', 'network', 'start']);
  await untilSaid('sampan: ready s12');
  t.ok(await pings(await pidOf(container), '10.9.0.12'), 'the container reaches the machine');
  t.equal((await inside(['ping', '-c', '1', '-w', '10', '10.9.0.11'])).code, 0, 'the machine reaches the container');
  t.equal((await inside(['ping', '-c', '1', '-w', '10', '10.9.0.1'])).code, 0, 'and its gateway');
});

t.test('the guest has what its config drive told it', async (t) => {
  t.match((await inside(['cat', '/root/.ssh/authorized_keys', '/etc/motd', '/etc/resolv.conf', '/sys/class/net/eth0/mtu'])).output, /^ssh-ed25519 \S+ me@here\nhello there\nnameserver 10.9.0.1\n1450\n$/);
  t.match((await inside(['grep', 'root', '/etc/shadow'])).output, /^root:\$6\$abc\$hashed:/);
});

t.test('QEMU has a user of its own, a filter, no capability, no network and limits; and no secret is in its arguments', async (t) => {
  const pid = await pidOf(machine);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  t.match(status, /^Uid:\t3100000\t3100000\t3100000/m);
  t.match(status, /^CapEff:\t0+$/m);
  t.match(status, /^NoNewPrivs:\t1$/m);
  t.match(status, /^Seccomp:\t2$/m);
  const links = (await run('nsenter', ['-t', String(pid), '-n', 'ip', '-o', 'link'])).stdout.trim().split('\n');
  t.equal(links.length, 1, 'it sees lo only');
  t.match(await readFile(`/proc/${pid}/cgroup`, 'utf8'), new RegExp(`/sampan-${tag}/${machine.id}`));
  t.notMatch(await readFile(`/proc/${pid}/cmdline`, 'utf8'), /hashed/);
});

t.test('a port comes while a machine runs', async (t) => {
  const pid = await pidOf(machine);
  const [first] = machine.ports;
  await change({ ports: [...machine.ports, { ...first, id: randomUUID(), mac_address: 'fa:16:3e:00:00:22', fixed_ips: [{ ip_address: '10.9.0.22', prefix_length: 24 }] } as NonNullable<typeof first>] }, 'running');
  await until('ls /sys/class/net/eth1');
  t.equal(await pidOf(machine), pid, 'it is the same machine');
  t.equal((await inside(['sh', '-c', 'cat /sys/class/net/eth1/address /sys/class/net/eth1/mtu'])).output, 'fa:16:3e:00:00:22\n1450\n');
  await inside(['sh', '-c', 'ip addr add 10.9.0.22/32 dev eth1 && ip link set eth1 up']);
  t.equal((await inside(byTheSecond)).code, 0, 'and reaches the container by it');
});

t.test('a kill -9 of the host-server is not noticed by the machine', async (t) => {
  const pid = await pidOf(machine);
  await kill();
  t.ok(await pings(await pidOfContainer(), '10.9.0.12'));
  await start();
  t.equal(await pidOf(machine), pid);
});

t.test('a paused machine does not answer, and goes on where it was', async (t) => {
  await change({ desired: 'paused' }, 'paused');
  t.notOk(await pings(await pidOf(container), '10.9.0.12', 2));
  await change({ desired: 'running' }, 'running');
  t.ok(await pings(await pidOf(container), '10.9.0.12'));
});

t.test('a suspended machine has no process, and comes back as it was', async (t) => {
  const boot = (await inside(['cat', '/proc/sys/kernel/random/boot_id'])).output;
  await change({ desired: 'suspended' }, 'suspended');
  t.equal(await pidOf(machine), 0);
  await change({ desired: 'running' }, 'running');
  t.ok(await pings(await pidOf(container), '10.9.0.12'));
  t.equal((await inside(byTheSecond)).code, 0, 'by the port that came, too');
  t.equal((await inside(['cat', '/proc/sys/kernel/random/boot_id'])).output, boot, 'it has not booted');
});

t.test('a port goes while a machine runs', async (t) => {
  const pid = await pidOf(machine);
  await change({ ports: machine.ports.slice(0, 1) }, 'running');
  t.equal((await inside(['ls', '/sys/class/net'])).output, 'eth0\nlo\n', 'its guest has let go of it');
  t.equal(await pidOf(machine), pid);
  t.notOk((await readFile(join(env.SAMPAN_HOST_RUN_DIR, 'machines/m', machine.id, 'plan.json'), 'utf8')).includes('fa:16:3e:00:00:22'));
  t.ok(await pings(await pidOf(container), '10.9.0.12'));
});

t.test('a machine is stopped by its power button, keeps its disk, and starts again', async (t) => {
  await inside(['sh', '-c', 'echo kept >/root/kept']);
  await change({ desired: 'stopped' }, 'stopped');
  t.match(await log(), /Power down|reboot: Power/i, 'the guest went down in good order');
  await change({ desired: 'running' }, 'running');
  await untilSaid('sampan: ready s12', 2);
  t.equal((await inside(['cat', '/root/kept'])).output, 'kept\n');
  t.ok(await pings(await pidOf(container), '10.9.0.12'));
});

t.test('a program in the guest is run by its agent, with its input, output and exit code', async (t) => {
  const run = driver().exec.bind(driver());
  const ran = await run(machine.id, { argv: ['sh', '-c', 'cat; echo "$A" >&2; pwd; exit 3'], env: { A: 'wrong' }, cwd: '/root' });
  ran.stdio.end('given\n');
  const [output, errors] = await Promise.all([text(ran.stdio), text(ran.stderr)]);
  t.same([output, errors, await ran.exit], ['given\n/root\n', 'wrong\n', 3]);
  const none = await run(machine.id, { argv: ['/no/such/program'] });
  none.stdio.end();
  await t.rejects(none.exit, { code: 'image-unusable' });
  await t.rejects(run(machine.id, { argv: ['sh'], tty: { columns: 80, rows: 24 } }), { code: 'not-supported' });
});

t.test('files go in and out by the agent, a password is set, consoles and counters are there', async (t) => {
  const { access } = driver();
  const files = await access.files(machine.id);
  const content = randomBytes(700_000);
  const written = await files.write('/root/blob', Readable.from([content]), { mode: 0o640 });
  t.match(written, { files: 1, bytes: content.length, sha256: `sha256:${createHash('sha256').update(content).digest('hex')}` });
  const file = await files.read('/root/blob');
  t.match(file, { size: content.length, mode: 0o640, uid: 0 });
  t.ok((await buffer(file.content)).equals(content), 'what came back is what went in');
  t.match(await files.unpack('/tmp', await files.pack('/root/blob')), { files: 1 });
  t.equal((await inside(['cmp', '/root/blob', '/tmp/blob'])).code, 0);
  await t.rejects(files.read('/no/such/file'), { code: 'not-found' });
  await t.rejects(files.write('/x/../../y', Readable.from([]), {}), { code: 'bad-request' });
  t.equal(await access.setPassword(machine.id, { hash: '$6$xyz$another' }), 'root');
  t.match((await inside(['grep', 'root', '/etc/shadow'])).output, /^root:\$6\$xyz\$another:/);
  const stats = await access.stats(machine.id);
  t.match(stats, { cpu: { count: 1 }, memory: { limit_bytes: 160 * 2 ** 20 }, disk: { limit_bytes: 2 ** 30 } });
  t.ok(stats.cpu.time_ns > 0 && stats.disk.reads > 0 && stats.memory.used_bytes > 0);
  const serial = await access.openConsole(machine.id, 'serial');
  serial.stream.write('\n');
  let answer = '';
  for await (const data of serial.stream) if (/\S/.test((answer += String(data)))) break;
  t.match(answer, /\S/, 'the serial console answers');
  serial.stream.destroy();
  const screen = await access.openConsole(machine.id, 'vnc');
  t.match(String((await once(screen.stream, 'data'))[0]), /^RFB 003/);
  screen.stream.destroy();
});

t.test('a snapshot of a running machine is its own changes as one layer, from which another one starts', async (t) => {
  await inside(['sh', '-c', 'echo in the snapshot >/root/snap; sync']);
  const target = join(dir, 'snapshot.qcow2');
  const { format, size } = await driver().snapshot(machine.id, target);
  t.equal(format, 'qcow2');
  t.ok(size < 40 * 2 ** 20, `only what changed travels: ${size} bytes`);
  await inside(['sh', '-c', 'echo too late >/root/snap; sync']);
  const onTop = layers.add(fakeDiskChain([await readFile(built.disk), await readFile(upper), await readFile(target)], vm));
  t.equal(onTop.layers.length, 3);
  const copy = specAt(13, { kind: 'vm', image: { id: onTop.imageId, layer_id: onTop.layerId }, flavor: machine.flavor });
  const own = machine;
  await push(copy);
  await region.reported(copy, 'running', 60_000);
  machine = copy;
  await untilSaid('sampan: ready s13');
  t.equal((await inside(['cat', '/root/snap'])).output, 'in the snapshot\n');
  const gone = nextSpec(copy, { desired: 'absent' });
  await push(gone);
  await region.reported(gone, 'absent');
  machine = own;
});

t.test('a rescued machine boots another image, with its own disk beside', async (t) => {
  await change({ rescue: { id: machineImage.imageId, layer_id: machineImage.layerId } }, 'running');
  await untilSaid('sampan: ready s12', 3);
  t.equal((await inside(['sh', '-c', 'ls /root/kept; mkdir -p /own && mount /dev/vdb /own && cat /own/root/kept && umount /own'])).output, 'kept\n');
  const { rescue, ...rest } = machine;
  t.ok(rescue);
  machine = rest;
  await change({}, 'running');
  await untilSaid('sampan: ready s12', 4);
  t.equal((await inside(['cat', '/root/kept'])).output, 'kept\n');
});

t.test('a machine that powers itself off has exited', async () => {
  await inside(['poweroff']).catch(() => undefined);
  await region.reported(machine, 'exited', 60_000);
});

t.test('deleted servers leave nothing, and a purge takes the rest', async (t) => {
  for (const spec of [container, machine]) {
    const gone = nextSpec(spec, { desired: 'absent' });
    await push(gone);
    await region.reported(gone, 'absent');
  }
  t.same(await readdir(join(env.SAMPAN_HOST_STATE_DIR, 'machines/servers')), []);
  t.same(await readdir(join(env.SAMPAN_HOST_RUN_DIR, 'machines/m')), []);
  t.same((await processesHere()).filter((command) => command.includes('qemu')), []);
  await host.stop();
  await helper.close();
  await host.purge();
  t.same(await processesHere(), []);
  await t.rejects(stat(env.SAMPAN_HOST_STATE_DIR), { code: 'ENOENT' });
  t.notMatch(host.output(), /"level":"(error|fatal)"/, 'nothing was logged that a person must see to');
});

function specAt(number: number, changes?: Partial<ServerSpec>): ServerSpec {
  return host.specAt(number, containerImage, changes);
}

async function change(changes: Partial<ServerSpec>, status: Parameters<typeof region.reported>[1]): Promise<void> {
  machine = nextSpec(machine, changes);
  await push(machine);
  await region.reported(machine, status, 120_000);
}

const log = async (): Promise<string> => readFile(join(env.SAMPAN_HOST_STATE_DIR, 'machines/logs', machine.id), 'utf8').catch(() => '');

async function untilSaid(words: string, times = 1): Promise<void> {
  for (const deadline = Date.now() + 120_000; (await log()).split(words).length <= times; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > deadline) throw new Error(`The guest never said '${words}': ${(await log()).slice(-3000)}\n${host.output().slice(-2000)}`);
  }
}

/** As the host-server has it: another object finds the same machines. */
function driver(): VmDriver {
  return new VmDriver({
    processes: helper, stateDir: join(env.SAMPAN_HOST_STATE_DIR, 'machines'), runDir: join(env.SAMPAN_HOST_RUN_DIR, 'machines'), cgroupParent: env.SAMPAN_HOST_CGROUP,
    userRange: { start: 3_100_000, size: 100 }, logMaxBytes: 2 ** 20, taps: () => ({ taps: [], wiring: { offload: false } }), now: () => new Date(),
  });
}

/** Runs a program in the guest by its agent. */
async function inside(argv: string[]): Promise<{ code: number; output: string }> {
  const agent = guestAgent(join(env.SAMPAN_HOST_RUN_DIR, 'machines/m', machine.id, 'q/agent'), () => Promise.resolve(true));
  const { pid } = await agent.call<{ pid: number }>('guest-exec', { 'path': argv[0], 'arg': argv.slice(1), 'capture-output': true });
  for (;;) {
    const seen = await agent.call<{ exited: boolean; exitcode?: number; 'out-data'?: string }>('guest-exec-status', { pid });
    if (seen.exited) return { code: seen.exitcode ?? -1, output: Buffer.from(seen['out-data'] ?? '', 'base64').toString() };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const byTheSecond = ['ping', '-I', 'eth1', '-c', '1', '-w', '10', '10.9.0.11'];

/** Waits until a command succeeds in the guest. */
async function until(command: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; (await inside(['sh', '-c', command])).code !== 0; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > deadline) throw new Error(`The guest never came to '${command}'`);
  }
}

const pidOfContainer = async (): Promise<number> => Number(await readFile(join(env.SAMPAN_HOST_RUN_DIR, 'containers/bundles', container.id, 'pid'), 'utf8'));

async function processesHere(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(dir)) found.push(`${pid} ${command.replaceAll('\0', ' ')}`);
  }
  return found;
}
