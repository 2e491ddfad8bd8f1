import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, readlink, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { ContainerDriver } from '../../host-server/drivers/container/container-driver.ts';
import type { ContainerDriverOptions } from '../../host-server/drivers/container/container-driver.ts';
import type { DriverServer } from '../../host-server/drivers/driver.ts';
import { unpackLayer } from '../../host-server/layers/unpack.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { driverSuite } from '../conformance/driver-suite.ts';
import type { Behaviour } from '../conformance/driver-suite.ts';

const idRange = { start: 300_000, size: 65_536 };
const logMaxBytes = 200_000;
t.setTimeout(200_000);

const dir = await mkdtemp(join(tmpdir(), 'sampan-driver-'));
const cgroupParent = `/${dir.split('/').pop()}`;
const layer = join(dir, 'layer');
const helperPath = join(dir, 'helper');
await chmod(dir, 0o711);
await buildHelper(helperPath);
await makeLayer();

const processes = new HelperProcesses(helperPath);
const driver = newDriver();
let count = 0;

const commands: Record<Behaviour, string[]> = {
  'runs': ['sh', '-c', 'trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done'],
  'ignores-stop-signal': ['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'],
  'exits-with-3': ['sh', '-c', 'exit 3'],
  'unusable': ['/no/such/program'],
};

t.teardown(async () => {
  for (const { serverId } of await driver.list()) await driver.remove(serverId);
  await processes.close();
  await removeCgroups();
  await rm(dir, { recursive: true, force: true });
});

for (const runtime of ['crun', 'runc'] as const) {
  t.test(`the container driver does what every driver does, with ${runtime}`, { timeout: 120_000 }, async t => {
    const open = (): ContainerDriver => newDriver({ runtime });
    await driverSuite(t, `container, ${runtime}`, async () => ({
      driver: open(),
      reopen: open,
      server: behaviour => newServer(commands[behaviour]),
      untilReady: id => until(async () => (await logLines(id)).includes('ready')),
      close: async () => {
        t.same(await whatIsLeft(), [], 'nothing is left on the machine');
      },
    }));
  });
}

t.test('what runc made stays with runc when crun makes what is new, and both filter alike', async t => {
  const made = newServer(['sleep', '1000']);
  await newDriver({ runtime: 'runc' }).create(made);
  await driver.start(made.id);
  t.match(await driver.observe(made.id), { state: 'running' });
  t.same(await readdir(join(dir, 'run/runc', made.id)), ['state.json'], 'runc made it');
  const refusal = ['sh', '-c', 'unshare -r true || echo refused; grep Seccomp: /proc/self/status'];
  const [compiled, given] = [await run(['sleep', '1000']), await run(['sleep', '1000'])];
  for (const { id } of [made, compiled, given]) t.same((await said(id, refusal)).filter(line => !line.startsWith('unshare')), ['refused', 'Seccomp:\t2'], id);
  const [first, second] = await Promise.all([compiled, given].map(({ id }) => readFile(join(dir, 'run/runc', id, 'seccomp.bpf'))));
  t.ok(first !== undefined && first.length > 1000 && first.equals(second ?? Buffer.alloc(0)), 'a filter that is given is the one that is compiled');
  await driver.resize(made.id, { vcpus: 1, memoryMib: 96, diskGib: 1 });
  t.equal(await limit((await driver.observe(made.id)).pid, 'memory', 'memory.limit_in_bytes', 'memory.max'), String(96 * 1024 * 1024));
  for (const { id } of [made, compiled, given]) await driver.remove(id);
});

t.test('a container is in a user namespace of its own, without new privileges and behind a filter', async t => {
  const server = await run(['sleep', '1000']);
  const { pid } = await driver.observe(server.id);
  t.match(await readFile(`/proc/${pid}/uid_map`, 'utf8'), /^\s+0\s+300000\s+65536\s*$/);
  t.equal(await readFile(`/proc/${pid}/comm`, 'utf8'), 'sleep\n', 'a start has ended when the program runs');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  t.match(status, /^Seccomp:\t2$/m);
  t.match(status, /^NoNewPrivs:\t1$/m);
  t.match(status, /^CapBnd:\t00000000a80425fb$/m);
  t.match(status, /^Uid:\t300000\t/m);
  await driver.remove(server.id);
});

t.test('memory, CPU time and processes are limited in the control groups', async t => {
  const server = await run(['sleep', '1000'], { vcpus: 2, memoryMib: 48 });
  const { pid } = await driver.observe(server.id);
  t.equal(await limit(pid, 'memory', 'memory.limit_in_bytes', 'memory.max'), String(48 * 1024 * 1024));
  t.equal(await limit(pid, 'pids', 'pids.max', 'pids.max'), '4096');
  const cpu = await limit(pid, 'cpu', 'cpu.cfs_quota_us', 'cpu.max');
  t.match(cpu, /^200000( 100000)?$/);
  await driver.remove(server.id);
});

t.test('what a guest may not do, it cannot do', async t => {
  const script = [
    'mount -t tmpfs none /mnt && echo mounted', 'unshare -r true && echo unshared', 'mknod /tmp/sda b 8 0 && cat /tmp/sda && echo disk',
    'echo 1 > /proc/sys/kernel/panic && echo sysctl', 'echo x > /sys/kernel/mm/ksm/run && echo sysfs', 'test -n "$(head -c 1 /proc/kcore)" && echo kcore',
  ].map(line => `(${line}) 2>/dev/null`).join('; ');
  t.same(await outputOf(['sh', '-c', `${script}; echo done`]), ['done']);
});

t.test('a guest finds its name, its files, its environment and its working directory', async t => {
  const lines = await outputOf(['sh', '-c', 'hostname; cat /etc/hosts /etc/resolv.conf /etc/hostname; pwd; echo $PATH $A $B; df -k /dev/shm | tail -1; ls /dev'], {
    imageConfig: { Env: ['A=image', 'B=image'], WorkingDir: '/made/up' },
    env: { B: 'server' },
  });
  const text = lines.join('\n');
  for (const line of ['guest', '10.9.8.7\tguest', 'nameserver 192.0.2.53', '/made/up', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin image server']) {
    t.ok(lines.includes(line), line);
  }
  t.match(text, /shm\s+65536/);
  t.ok(lines.includes('null') && lines.includes('pts') && !lines.includes('sda') && !lines.includes('kmsg'));
});

t.test('the user of the image is looked up in the image', async t => {
  t.same(await outputOf(['id'], { imageConfig: { User: 'web' } }), ['uid=33(web) gid=44(www) groups=50(extra)']);
  t.same(await outputOf(['id'], { imageConfig: { User: '1000:7' } }), ['uid=1000 gid=7']);
  await t.rejects(driver.create(newServer(['id'], { imageConfig: { User: 'nobody-knows' } })), { code: 'image-unusable', message: /nobody-knows/ });
});

t.test('what a guest wrote is there after a stop, and not in its layer', async t => {
  const server = await run(['sh', '-c', 'cat /kept; echo kept > /kept; exec sleep 1000']);
  await until(async () => (await stat(join(dir, 'state/servers', server.id, 'disk/upper/kept')).catch(() => undefined)) !== undefined);
  await driver.stop(server.id, 0);
  await driver.create(server);
  await driver.start(server.id);
  await until(async () => (await logLines(server.id)).includes('kept'));
  t.notOk((await readdir(layer)).includes('kept'));
  await driver.remove(server.id);
});

t.test('the stop signal of the image is sent', async t => {
  const server = await run(['sh', '-c', 'trap "echo got-usr1; exit 0" USR1; echo ready; while :; do sleep 0.05; done'], { imageConfig: { StopSignal: 'SIGUSR1' } });
  await until(async () => (await logLines(server.id)).includes('ready'));
  await driver.stop(server.id, 20_000);
  t.ok((await logLines(server.id)).includes('got-usr1'));
  await driver.remove(server.id);
});

t.test('a flood of output never makes the log larger than its limit, also in a second life', { timeout: 90_000 }, async t => {
  const server = await run(['yes', 'a line of a flood']);
  const folder = join(dir, 'state/servers', server.id);
  for (const life of ['first', 'second']) {
    const files = new Set<string>();
    let largest = 0;
    // A rotation makes a new file: three of them prove that the limit was reached and kept.
    await until(async () => {
      const logs = (await readdir(folder)).filter(name => name.startsWith('log'));
      const seen = await Promise.all(logs.map(name => stat(join(folder, name)).catch(() => undefined)));
      largest = Math.max(largest, seen.reduce((sum, each) => sum + (each?.size ?? 0), 0));
      for (const each of seen) if (each) files.add(`${each.ino} ${each.birthtimeMs}`);
      return files.size >= 3;
    }, 0);
    await driver.stop(server.id, 0);
    t.ok(largest <= 2 * logMaxBytes, `in its ${life} life it took ${largest} bytes at most, both files of a rotation together`);
    t.ok((await stat(join(folder, 'log'))).size <= logMaxBytes);
    t.equal((await stat(join(folder, 'log'))).mode & 0o077, 0, 'nobody else reads it');
    if (life === 'first') {
      await driver.create(server);
      await driver.start(server.id);
    }
  }
  await driver.remove(server.id);
});

t.test('a container that the kernel ended for its memory says so', async t => {
  const server = await runToExit(['sh', '-c', 'x=a; while :; do x=$x$x; done'], { memoryMib: 16 });
  t.match(await driver.observe(server.id), { state: 'exited', exitCode: 137, oomKilled: true });
  await driver.remove(server.id);
});

t.test('a hundred and more layers make one root', async t => {
  const layers: string[] = [layer];
  for (let index = 0; index < 127; index++) {
    const path = join(dir, `layer-with-a-rather-long-name-${index}`);
    await mkdir(path);
    await writeFile(join(path, `file${index}`), '');
    layers.push(path);
  }
  const lines = await outputOf(['sh', '-c', 'ls / | grep -c file'], { layers });
  t.same(lines, ['127']);
});

t.test('a container lives on when its host-server is killed, and a new one finds it', { timeout: 60_000 }, async t => {
  const server = newServer(['sleep', '1000']);
  const script = `
    import { ContainerDriver } from ${JSON.stringify(moduleUrl('../../host-server/drivers/container/container-driver.ts'))};
    import { HelperProcesses } from ${JSON.stringify(moduleUrl('../../host-server/process/helper-processes.ts'))};
    const options = ${JSON.stringify(driverOptions())};
    const driver = new ContainerDriver({ ...options, processes: new HelperProcesses(${JSON.stringify(helperPath)}), now: () => new Date() });
    const server = ${JSON.stringify(server)};
    const main = async () => {
      await driver.create(server);
      await driver.start(server.id);
      process.stdout.write('running\\n');
      setInterval(() => undefined, 1000);
    };
    void main();`;
  const path = join(dir, 'holder.mts');
  await writeFile(path, script);
  const holder = spawn(process.execPath, ['--import=tsx', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const before = await driver.observe(server.id);
  holder.kill('SIGKILL');
  await once(holder, 'close');
  const after = await newDriver().observe(server.id);
  t.equal(after.state, 'running');
  t.equal(after.pid, before.pid);
  t.ok((await newDriver().list()).some(seen => seen.serverId === server.id));
  await newDriver().remove(server.id);
});

t.test('a container lives on when the helper is killed, and the next call starts another helper', async t => {
  const own = new HelperProcesses(helperPath);
  const first = await own.run(['sh', '-c', 'echo $PPID']);
  const server = newServer(['sleep', '1000']);
  const other = new ContainerDriver({ ...driverOptions(), processes: own, now: () => new Date() });
  await other.create(server);
  await other.start(server.id);
  const waiting = own.waitForExit(process.pid);
  process.kill(Number(first.stdout), 'SIGKILL');
  await t.rejects(waiting, { code: 'unavailable' });
  t.equal((await other.observe(server.id)).state, 'running');
  await other.remove(server.id);
  t.equal((await other.observe(server.id)).state, 'absent');
  await own.close();
});

t.test('processes of a container whose bundle and state were lost are ended by its removal', async t => {
  const server = await run(['sleep', '1000']);
  const { pid = 0 } = await driver.observe(server.id);
  await rm(join(dir, 'run/runc', server.id), { recursive: true });
  await rm(join(dir, 'run/bundles', server.id, 'conmon.pid'));
  await driver.remove(server.id);
  t.equal((await driver.observe(server.id)).state, 'absent');
  await processes.waitForExit(pid);
});

t.test('a create that was killed half way is made whole by the next one', async t => {
  const server = newServer(['sleep', '1000']);
  await driver.prepare(server);
  await mkdir(join(dir, 'run/runc', server.id), { recursive: true });
  await writeFile(join(dir, 'run/bundles', server.id, 'config.json'), '{"half');
  await writeFile(join(dir, 'run/bundles', server.id, 'conmon.pid'), '1');
  await writeFile(join(dir, 'run/exits', server.id), '9');
  await driver.create(server);
  t.match(await driver.observe(server.id), { state: 'created', exitCode: undefined });
  await rm(join(dir, 'run/bundles', server.id, 'config.json'));
  await driver.remove(server.id);
});

t.test('a snapshot holds what the server changed, with its own owners, and an image of it is the server', async t => {
  const script = 'mkdir /d /o; echo new > /d/new; echo changed > /etc/passwd; rm /etc/group; rm -r /full; mkdir /full; echo in > /full/in; ln /d/new /d/hard; ln -s new /d/soft; chown 33:44 /d/new; chmod 751 /d; echo done; exec sleep 1000';
  const lower = join(dir, 'lower');
  await mkdir(join(lower, 'full'), { recursive: true });
  await writeFile(join(lower, 'full/hidden'), '');
  await promisify(execFile)('chown', ['-hR', `${idRange.start}:${idRange.start}`, lower]);
  const server = await run(['sh', '-c', script], { layers: [layer, lower] });
  await until(async () => (await logLines(server.id)).includes('done'));
  const file = join(dir, 'snapshot.tar');
  await driver.snapshot(server.id, file);
  const { stdout } = await promisify(execFile)('tar', ['-tvf', file, '--numeric-owner']);
  const names = stdout.trim().split('\n').map(line => line.replace(/^(\S+) (\S+) +\d+ \S+ \S+ /, '$1 $2 '));
  for (const entry of ['drwxr-x--x 0/0 d/', 'hrw-r--r-- 33/44 d/new link to d/hard', 'lrwxrwxrwx 0/0 d/soft -> new', '---------- 0/0 etc/.wh.group', 'drwxr-xr-x 0/0 full/', '---------- 0/0 full/.wh..wh..opq', '-rw-r--r-- 0/0 full/in']) {
    t.ok(names.includes(entry), entry);
  }
  t.notOk(stdout.includes('busybox'), 'what is below is not in it');
  const again = join(dir, 'from-snapshot');
  await mkdir(again);
  const bytes = await readFile(file);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  await unpackLayer({ source: Readable.from([bytes]), mediaType: 'application/vnd.oci.image.layer.v1.tar', diffId: digest, target: again, idShift: idRange.start, idCount: idRange.size, processes });
  const lines = await outputOf(['sh', '-c', 'cat /d/soft /etc/passwd; ls /full; ls /etc'], { layers: [layer, lower, again] });
  t.same(lines, ['new', 'changed', 'in', 'hostname', 'hosts', 'passwd', 'resolv.conf']);
  await driver.remove(server.id);
});

t.test('a resize changes the limits of what runs', async t => {
  const server = await run(['sleep', '1000']);
  const { pid } = await driver.observe(server.id);
  await driver.resize(server.id, { vcpus: 0.5, memoryMib: 96, diskGib: 1 });
  t.equal(await limit(pid, 'memory', 'memory.limit_in_bytes', 'memory.max'), String(96 * 1024 * 1024));
  t.match(await limit(pid, 'cpu', 'cpu.cfs_quota_us', 'cpu.max'), /^50000( 100000)?$/);
  await driver.resize(server.id, { vcpus: 1, memoryMib: 32, diskGib: 1 });
  t.equal(await limit(pid, 'memory', 'memory.limit_in_bytes', 'memory.max'), String(32 * 1024 * 1024));
  t.equal((await driver.observe(server.id)).pid, pid);
  await driver.remove(server.id);
});

t.test('a program runs inside with its input, its output, its errors and its exit code', async t => {
  const server = await run(['sleep', '1000'], { env: { A: 'own', B: 'own' } });
  const program = await driver.exec(server.id, { argv: ['sh', '-c', 'cat; echo "$A $B $PWD" >&2; exit 7'], env: { B: 'given' }, cwd: '/tmp' });
  const output = text(program.stdio);
  const errors = text(program.stderr);
  program.stdio.end('what went in');
  t.equal(await program.exit, 7);
  t.equal(await output, 'what went in');
  t.equal(await errors, 'own given /tmp\n');
  t.same(await readdir(join(dir, 'run/bundles', server.id, 'exec')), [], 'nothing of it is left');
  await driver.remove(server.id);
});

t.test('large input and output pass, and a reader that stops holds the program and not the host', { timeout: 60_000 }, async t => {
  const server = await run(['sleep', '1000']);
  const through = await driver.exec(server.id, { argv: ['cat'] });
  const bytes = randomBytes(8 << 20);
  through.stderr.resume();
  const back = buffer(through.stdio);
  through.stdio.end(bytes);
  t.ok((await back).equals(bytes));
  t.equal(await through.exit, 0);
  const flood = await driver.exec(server.id, { argv: ['yes'] });
  flood.stderr.resume();
  await once(flood.stdio, 'readable');
  const before = process.memoryUsage().rss;
  await new Promise(resolve => setTimeout(resolve, 1000));
  t.ok(process.memoryUsage().rss - before < 20 << 20, 'what nobody reads is not fetched');
  flood.kill();
  await t.rejects(flood.exit, { code: 'unavailable' });
  await driver.remove(server.id);
});

t.test('a program with a terminal has its size, takes signals by its keys, and ends with its caller', async t => {
  const server = await run(['sleep', '1000']);
  const shell = await driver.exec(server.id, { argv: ['sh'], tty: { columns: 91, rows: 31 } });
  let said = '';
  shell.stdio.on('data', (chunk: Buffer) => (said += chunk.toString()));
  shell.stderr.resume();
  const hears = (words: RegExp): Promise<void> => until(async () => words.test(said)).catch(() => Promise.reject(new Error(`it said ${JSON.stringify(said)}`)));
  shell.stdio.write('stty size; echo $TERM\n');
  await hears(/31 91\r\nxterm/);
  shell.resize(100, 40);
  shell.stdio.write('stty size\n');
  await hears(/40 100/);
  shell.stdio.write("sh -c 'echo up-$((1+1)); exec sleep 1000'\n");
  await hears(/up-2/);
  shell.stdio.write('\u0003');
  // The terminal throws away what is typed before the shell is back.
  await hears(/\^C[^]*# /);
  shell.stdio.write('echo after-$((6*7))\n');
  await hears(/after-42/);
  shell.stdio.end('exit 3\n');
  t.equal(await shell.exit, 3);
  const left = await driver.exec(server.id, { argv: ['sh', '-c', 'echo $$; exec sleep 12345'], tty: { columns: 80, rows: 24 } });
  await once(left.stdio, 'data');
  left.stdio.destroy();
  await until(async () => !(await processesOf(server.id)).some(command => command.includes('12345')));
  await driver.remove(server.id);
});

t.test('a program runs as the user that is asked for, and a signal reaches it', async t => {
  const server = await run(['sleep', '1000']);
  const program = await driver.exec(server.id, { argv: ['sh', '-c', 'id; trap "exit 9" TERM; echo ready; while :; do sleep 0.05; done'], user: 'web' });
  program.stderr.resume();
  let said = '';
  program.stdio.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until(async () => said.includes('ready'));
  t.match(said, /^uid=33\(web\) gid=44\(www\) groups=50\(extra\)/);
  program.signal(15);
  t.equal(await program.exit, 9);
  await t.rejects(driver.exec(server.id, { argv: ['id'], user: 'nobody-knows' }), { code: 'image-unusable' });
  await driver.remove(server.id);
});

t.test('a program that is not there is a fault, and one in a server that does not run too', async t => {
  const server = await run(['sleep', '1000']);
  const program = await driver.exec(server.id, { argv: ['/no/such/program'] });
  program.stdio.resume();
  program.stderr.resume();
  await t.rejects(program.exit, { code: 'image-unusable', message: /no\/such\/program/, details: { program: '/no/such/program' } });
  await driver.pause(server.id);
  await t.rejects(driver.exec(server.id, { argv: ['id'] }), { code: 'conflict', message: /paused.*Resume/ });
  await driver.stop(server.id, 0);
  await t.rejects(driver.exec(server.id, { argv: ['id'] }), { code: 'conflict' });
  await driver.remove(server.id);
});

function newDriver(change: Partial<ContainerDriverOptions> = {}): ContainerDriver {
  return new ContainerDriver({ ...driverOptions(), processes, now: () => new Date(), ...change });
}

function driverOptions() {
  return { stateDir: join(dir, 'state'), runDir: join(dir, 'run'), idRange, cgroupParent, logMaxBytes, keepLogsMs: 60_000, diskQuota: true, volumeGib: 1 };
}

function newServer(command: string[], change: Partial<DriverServer> = {}): DriverServer {
  return {
    id: `c${++count}`, name: 'guest', layers: [layer], imageConfig: {}, vcpus: 1, memoryMib: 64, diskGib: 1, hostname: 'guest',
    nameservers: ['192.0.2.53'], addresses: ['10.9.8.7'], command, ...change,
  };
}

async function run(command: string[], change: Partial<DriverServer> = {}): Promise<DriverServer> {
  const server = newServer(command, change);
  await driver.prepare(server);
  await driver.create(server);
  await driver.start(server.id);
  return server;
}

async function runToExit(command: string[], change: Partial<DriverServer> = {}): Promise<DriverServer> {
  let close: () => void = () => undefined;
  const ended = new Promise<string>(resolve => {
    close = driver.onExit(resolve);
  });
  const server = await run(command, change);
  if ((await ended) !== server.id) throw new Error('another server ended');
  close();
  return server;
}

async function outputOf(command: string[], change: Partial<DriverServer> = {}): Promise<string[]> {
  const server = await runToExit(command, change);
  const lines = await logLines(server.id);
  await driver.remove(server.id);
  return lines;
}

async function said(serverId: string, argv: string[]): Promise<string[]> {
  const program = await driver.exec(serverId, { argv });
  program.stderr.resume();
  const output = await text(program.stdio);
  return output.trim().split('\n');
}

async function processesOf(serverId: string): Promise<string[]> {
  const { pid } = await driver.observe(serverId);
  const [namespace, pids] = [await readlink(`/proc/${pid}/ns/pid`), await readdir('/proc')];
  const commands = pids.filter(name => /^\d+$/.test(name)).map(async each => {
    const own = await readlink(`/proc/${each}/ns/pid`).catch(() => '');
    return own === namespace ? readFile(`/proc/${each}/cmdline`, 'utf8').catch(() => '') : '';
  });
  return (await Promise.all(commands)).filter(command => command !== '');
}

/** k8s-file: time, stream, F or P, then the text. */
async function logLines(serverId: string): Promise<string[]> {
  const text = await readFile(join(dir, 'state/servers', serverId, 'log'), 'utf8');
  return text.trimEnd().split('\n').map(line => line.split(' ').slice(3).join(' '));
}

async function limit(pid: number | undefined, controller: string, v1: string, v2: string): Promise<string> {
  const groups = (await readFile(`/proc/${pid}/cgroup`, 'utf8')).split('\n').map(line => line.split(':'));
  const own = groups.find(([, controllers]) => controllers?.split(',').includes(controller));
  const path = own ? join('/sys/fs/cgroup', controller, own[2] ?? '', v1) : join('/sys/fs/cgroup', groups.find(([id]) => id === '0')?.[2] ?? '', v2);
  return (await readFile(path, 'utf8')).trim();
}

async function until(condition: () => Promise<boolean>, everyMs = 10): Promise<void> {
  const began = Date.now();
  while (!(await condition())) {
    if (Date.now() - began > 30_000) throw new Error('it did not come to that within 30 s');
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}

async function whatIsLeft(): Promise<string[]> {
  const folders = ['state/servers', 'run/bundles', 'run/runc', 'run/exits'];
  const files = (await Promise.all(folders.map(folder => readdir(join(dir, folder))))).flat();
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').filter(line => line.includes(dir));
  const groups = (await Promise.all((await cgroupFolders()).map(folder => readdir(folder, { withFileTypes: true })))).flat().filter(entry => entry.isDirectory());
  return [...files, ...mounts, ...groups.map(entry => entry.name)];
}

async function cgroupFolders(): Promise<string[]> {
  const roots = ['/sys/fs/cgroup', ...(await readdir('/sys/fs/cgroup')).map(name => join('/sys/fs/cgroup', name))];
  const there = await Promise.all(roots.map(root => stat(root + cgroupParent).then(() => true, () => false)));
  return roots.filter((_, index) => there[index]).map(root => root + cgroupParent);
}

async function removeCgroups(): Promise<void> {
  for (const folder of await cgroupFolders()) await rmdir(folder);
}

async function makeLayer(): Promise<void> {
  await mkdir(join(layer, 'bin'), { recursive: true });
  await mkdir(join(layer, 'etc'));
  await mkdir(join(layer, 'tmp'));
  await mkdir(join(layer, 'mnt'));
  await copyFile('/bin/busybox', join(layer, 'bin/busybox'));
  const names = ['sh', 'sleep', 'yes', 'cat', 'id', 'hostname', 'df', 'tail', 'ls', 'grep', 'mount', 'unshare', 'mknod', 'head', 'true', 'test', 'stty', 'mkdir', 'rm', 'ln', 'chown', 'chmod'];
  await Promise.all(names.map(name => symlink('busybox', join(layer, 'bin', name))));
  await writeFile(join(layer, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\nweb:x:33:44::/:/bin/sh\n');
  await writeFile(join(layer, 'etc/group'), 'root:x:0:\nwww:x:44:\nextra:x:50:web,other\n');
  await promisify(execFile)('chown', ['-hR', `${idRange.start}:${idRange.start}`, layer]);
}

function moduleUrl(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
