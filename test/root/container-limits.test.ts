import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { ContainerLab, eventually } from '../kit/container-lab.ts';

// What a container may have and may not, on real runc, control groups and loop devices.
t.setTimeout(200_000);
const lab = await ContainerLab.open();
const { driver } = lab;
t.teardown(() => lab.close());

t.test('shared memory has the size that was asked for', async (t) => {
  const server = await lab.run(['sleep', '1000'], { container: { shm_mib: 1024 } });
  t.match((await lab.shell(server.id, 'df -k /dev/shm | tail -1')).output, /\s1048576\s/);
  await driver.remove(server.id);
});

t.test('a disk is full at its size, for its own server alone', { timeout: 90_000 }, async (t) => {
  const [full, neighbour] = await Promise.all([lab.run(['sleep', '1000'], { memoryMib: 256 }), lab.run(['sleep', '1000'])]);
  t.match((await lab.shell(full.id, 'df -k / | tail -1')).output, /\s9\d{5}\s/, 'it sees its own gibibyte');
  const { code, output } = await lab.shell(full.id, 'dd if=/dev/zero of=/big bs=1M count=1100');
  t.not(code, 0);
  t.match(output, /No space left on device/);
  t.same(await lab.shell(neighbour.id, 'echo fine > /file && cat /file'), { code: 0, output: 'fine' });
  t.match(await lab.shell(full.id, 'rm /big && sync && echo again > /file && cat /file'), { code: 0, output: 'again' });
  await driver.resize(full.id, { vcpus: 1, memoryMib: 256, diskGib: 2 });
  await lab.shell(full.id, 'sync');
  await driver.stop(full.id, 0);
  await lab.start({ ...full, diskGib: 2 });
  t.match((await lab.shell(full.id, 'df -k / | tail -1')).output, /\s(19|20)\d{5}\s/, 'a larger flavor is a larger disk');
  t.equal((await lab.shell(full.id, 'cat /file')).output, 'again');
  await Promise.all([full, neighbour].map(({ id }) => driver.remove(id)));
});

t.test('a server gets the CPU time of its flavor and no more', { timeout: 60_000 }, async (t) => {
  const server = await lab.run(['sh', '-c', 'while :; do :; done'], { vcpus: 0.5 });
  const usage = async (): Promise<{ usedMs: number; at: number }> => {
    const text = await lab.group(server.id, 'cpuacct', 'cpuacct.usage', 'cpu.stat');
    const usedMs = /^\d+$/.test(text) ? Number(text) / 1e6 : Number(/usage_usec (\d+)/.exec(text)?.[1]) / 1e3;
    return { usedMs, at: performance.now() };
  };
  const first = await usage();
  // Ten periods of the quota at least; a busy machine may give less, and never more.
  await eventually(async () => (await usage()).usedMs - first.usedMs > 1000, 'a second of CPU time');
  const last = await usage();
  const share = (last.usedMs - first.usedMs) / (last.at - first.at);
  t.ok(share < 0.56, `it used ${share.toFixed(2)} of a processor`);
  await driver.remove(server.id);
});

t.test('processes and open files are limited as asked', async (t) => {
  const server = await lab.run(['sleep', '1000'], { container: { pids: 12, ulimits: { nofile: { soft: 60, hard: 60 }, core: { soft: 0, hard: -1 } } } });
  t.same((await lab.shell(server.id, 'cat /proc/self/limits')).output.split('\n').filter((line) => /open files|core/.test(line)).map((line) => line.split(/  +/).slice(1, 3)), [['0', 'unlimited'], ['60', '60']]);
  t.match((await lab.shell(server.id, 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do sleep 1000 & done')).output, /can't fork|Resource temporarily/);
  await driver.remove(server.id);
});

t.test('an init reaps what its command leaves behind, and passes the stop signal on', async (t) => {
  const script = 'trap "exit 0" TERM; for i in 1 2 3 4 5; do (sleep 0.01 &) ; done; echo ready; while :; do sleep 0.05; done';
  const server = await lab.run(['sh', '-c', script], { container: { init: true } });
  await eventually(async () => (await lab.logText(server.id)).includes('ready'), 'its start');
  await eventually(async () => !(await lab.shell(server.id, 'ps -o stat,args')).output.includes('Z'), 'no zombie');
  t.match((await lab.shell(server.id, 'cat /proc/1/cmdline')).output, /^\/dev\/init/);
  const began = performance.now();
  await driver.stop(server.id, 20_000);
  t.ok(performance.now() - began < 10_000);
  await driver.remove(server.id);
});

t.test('an immutable root takes nothing, its volumes and tmpfs do', async (t) => {
  const server = await lab.run(['sleep', '1000'], {
    container: { immutable: true, tmpfs: [{ path: '/run', size_mib: 1 }], volumes: [{ name: 'data', path: '/data' }] },
  });
  t.match(await lab.shell(server.id, 'touch /x'), { code: 1, output: /Read-only file system/ });
  t.match(await lab.shell(server.id, 'touch /run/x /data/x /dev/shm/x'), { code: 0 });
  t.match((await lab.shell(server.id, 'dd if=/dev/zero of=/run/big bs=64k count=32')).output, /No space left/);
  await driver.remove(server.id);
});

t.test('a volume outlives its server, has a limit of its own, and is its project’s', { timeout: 60_000 }, async (t) => {
  const volumes = [{ name: 'kept', path: '/data' }];
  const first = await lab.run(['sleep', '1000'], { container: { volumes } });
  t.match(await lab.shell(first.id, 'echo kept > /data/file; df -k /data | tail -1'), { code: 0, output: /\s9\d{5}\s/ });
  await driver.remove(first.id);
  const [second, reader, stranger] = await Promise.all([
    lab.run(['sleep', '1000'], { container: { volumes } }),
    lab.run(['sleep', '1000'], { container: { volumes: [{ name: 'kept', path: '/data', read_only: true }] } }),
    lab.run(['sleep', '1000'], { container: { volumes }, projectId: 'p2' }),
  ]);
  t.same(await lab.shell(second.id, 'cat /data/file; echo more >> /data/file'), { code: 0, output: 'kept' });
  t.match(await lab.shell(reader.id, 'cat /data/file; touch /data/x'), { code: 1, output: /kept\nmore\n.*Read-only/ });
  t.same(await lab.shell(stranger.id, 'ls /data'), { code: 0, output: '' });
  t.match((await driver.volumes.list()).filter(({ name }) => name === 'kept'), [{ projectId: 'p1', usedBytes: Number }, { projectId: 'p2' }]);
  await Promise.all([second, reader, stranger].map(({ id }) => driver.remove(id)));
  for (const { projectId, name } of await driver.volumes.list()) await driver.volumes.remove(projectId, name);
  t.same(await driver.volumes.list(), []);
});

t.test('a guest is given its keys, its password, its files and its config drive once', async (t) => {
  const guest = {
    keys: [{ name: 'k', public_key: 'ssh-ed25519 KEY' }], password_hash: '$6$salt$hash', config_drive: true,
    files: [{ path: '/etc/motd', contents: Buffer.from('welcome').toString('base64') }],
  };
  const server = await lab.run(['sleep', '1000'], { guest, configDrive: () => new Map([['openstack/latest/meta_data.json', Buffer.from('{"uuid":"u"}')]]) });
  t.match(await lab.shell(server.id, 'cat /root/.ssh/authorized_keys /etc/motd /config-drive/openstack/latest/meta_data.json; stat -c "%a %u" /root/.ssh/authorized_keys /etc/shadow'), {
    code: 0, output: /^ssh-ed25519 KEY\nwelcome\{"uuid":"u"\}600 0\n600 0$/,
  });
  t.match((await lab.shell(server.id, 'cat /etc/shadow')).output, /^root:\$6\$salt\$hash:/);
  t.match(await lab.shell(server.id, 'touch /config-drive/x'), { code: 1, output: /Read-only/ });
  await lab.shell(server.id, 'echo own > /etc/motd; sync');
  await driver.stop(server.id, 0);
  await lab.start(server);
  t.equal((await lab.shell(server.id, 'cat /etc/motd')).output, 'own', 'after that they are its own');
  await driver.remove(server.id);
});

t.test('a flood of output costs neither disk nor memory, and its newest lines outlive the server', { timeout: 90_000 }, async (t) => {
  const server = await lab.run(['yes', 'a line of a flood']);
  const folder = join(lab.dir, 'state/servers', server.id);
  const memory = process.memoryUsage().rss;
  const files = new Set<number>();
  let largest = 0;
  await eventually(async () => {
    await driver.tidy();
    const logs = (await readdir(folder)).filter((name) => name.startsWith('log'));
    const found = await Promise.all(logs.map((name) => stat(join(folder, name)).catch(() => undefined)));
    const inodes = new Map(found.flatMap((each) => (each ? [[each.ino, each.size] as const] : [])));
    largest = Math.max(largest, [...inodes.values()].reduce((sum, size) => sum + size, 0));
    for (const each of found) if (each) files.add(Math.round(each.birthtimeMs));
    return files.size > 20;
  }, 'twenty new logs');
  t.ok(largest <= 400_000, `it took ${largest} bytes at most: the limit, and the file that conmon was about to rename`);
  t.ok(process.memoryUsage().rss - memory < 30 << 20);
  const conmon = Number(await readFile(join(lab.dir, 'run/bundles', server.id, 'conmon.pid'), 'utf8'));
  t.ok(Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${conmon}/status`, 'utf8'))?.[1]) < 8192, 'its supervisor stays below 8 MiB');
  await driver.remove(server.id);
  t.ok((await lab.logText(server.id)).includes('a line of a flood\n'));
});

t.test('a server is asked for its health in its own network', async (t) => {
  const server = await lab.run(['sh', '-c', 'echo up > /tmp/up; busybox httpd -f -p 8080 -h /tmp']);
  const { netnsPath } = await driver.create(server);
  // No wire is plugged in here: the inside of its loopback is up to the test.
  await lab.processes.setUpInside({ netnsPath: netnsPath ?? '', name: 'lo', addresses: [], routes: [], offload: true });
  const probe = { netnsPath: netnsPath ?? '', address: '127.0.0.1', port: 8080, timeoutMs: 2000 };
  await eventually(() => lab.processes.probe(probe).then(() => true, () => false), 'an answer');
  await lab.processes.probe({ ...probe, path: '/up' });
  await t.rejects(lab.processes.probe({ ...probe, path: '/none' }), { message: /HTTP status 404/ });
  await t.rejects(lab.processes.probe({ ...probe, port: 8081 }), { message: /ECONNREFUSED/ });
  await driver.remove(server.id);
});

t.test('a hundred servers come and go and leave nothing, the last ones as fast as the first', { timeout: 120_000 }, async (t) => {
  for (const { serverId } of await driver.list()) await driver.remove(serverId);
  const times: number[] = [];
  for (let round = 0; round < 100; round += 1) {
    const began = performance.now();
    const server = await lab.run(['sleep', '1000']);
    await driver.remove(server.id);
    times.push(performance.now() - began);
  }
  t.same(await lab.leftovers(), []);
  const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const [early, late] = [median(times.slice(0, 50)), median(times.slice(50))];
  t.comment(`a create and a delete took ${early.toFixed(0)} ms at first and ${late.toFixed(0)} ms in the end`);
  t.ok(late < 3 * early, 'it does not slow down');
});
