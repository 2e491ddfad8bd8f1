import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import t from 'tap';
import type { ServerSpec } from '../../host-server/servers/spec.ts';
import { fakeChain } from '../kit/fake-layers.ts';
import { busyboxLayer, layerOf, openHostProcess, pings } from '../kit/host-process.ts';
import { tarOf } from '../kit/images.ts';
import { nextSpec } from '../kit/server-spec.ts';

// A real host-server process over real runc, Open vSwitch and layers; only the region and the image service are stand-ins.
t.setTimeout(240_000);
const run = promisify(execFile);
const host = await openHostProcess();
const { dir, tag, env, region, layers, start, kill, push, remove, pidOf } = host;
const system = [await busyboxLayer(['sh', 'sleep', 'ping', 'ip']), await scriptLayer()];
const image = layers.add(fakeChain(system, { Entrypoint: ['/bin/sh', '/init.sh'] }));
const specAt = (number: number): ServerSpec => host.specAt(number, image);
t.teardown(() => host.close());

const first = specAt(11);
const second = specAt(12);

t.test('two servers are made from layers, and reach each other and their gateway', async (t) => {
  await start();
  for (const spec of [first, second]) await push(spec);
  const reports = await Promise.all([first, second].map((spec) => region.reported(spec, 'running', 60_000)));
  t.same(reports[0]?.phases?.map((phase) => phase.name), ['layers', 'root', 'create', 'network', 'start']);
  t.ok(await pings(await pidOf(first), '10.9.0.12'));
  t.ok(await pings(await pidOf(second), '10.9.0.11'));
  t.ok(await pings(await pidOf(first), '10.9.0.1'), 'the gateway answers');
  t.equal(layers.plans.length, 1, 'both shared one pull');
  t.match(await readFile(`/proc/${await pidOf(first)}/uid_map`, 'utf8'), /^\s+0\s+400000\s+65536/);
});

t.test('a stopped server does not answer, and comes back with its address and its files', async (t) => {
  const stopped = nextSpec(first, { desired: 'stopped' });
  await push(stopped);
  await region.reported(stopped, 'stopped');
  t.notOk(await pings(await pidOf(second), '10.9.0.11'));
  const started = nextSpec(stopped, { desired: 'running' });
  await push(started);
  await region.reported(started, 'running');
  t.ok(await pings(await pidOf(second), '10.9.0.11'));
  const boots = join(env.SAMPAN_HOST_STATE_DIR, 'containers/servers', first.id, 'disk/upper/boots');
  await region.until(async () => (await readFile(boots, 'utf8')).trim().split('\n').length === 2 || undefined);
  Object.assign(first, started);
});

t.test('a kill -9 of the host-server is not noticed by its servers, and after a restart all is managed again', async (t) => {
  const pids = [await pidOf(first), await pidOf(second)];
  const ping = spawn('nsenter', ['-t', String(pids[0]), '-n', 'ping', '-i', '0.1', '-W', '1', '10.9.0.12']);
  let answers = '';
  ping.stdout.on('data', (chunk: Buffer) => (answers += chunk.toString()));
  await region.until(() => answers.includes('icmp_seq=3'));
  await kill();
  await start();
  t.same([await pidOf(first), await pidOf(second)], pids);
  ping.kill('SIGINT');
  await once(ping, 'close');
  const answered = [...answers.matchAll(/icmp_seq=(\d+) /g)].map((match) => Number(match[1]));
  t.same(answered, answered.map((_, index) => index + 1), 'no answer is missing between the first and the last');
  // The interrupt may come between the last request and its answer.
  t.ok(Number(/(\d+) packets transmitted/.exec(answers)?.[1]) - answered.length <= 1);
  const rebooted = nextSpec(second, { boot: 1, hard: true });
  await push(rebooted);
  await region.reported(rebooted, 'running');
  t.not(await pidOf(second), pids[1]);
  t.ok(await pings(await pidOf(first), '10.9.0.12'));
  Object.assign(second, rebooted);
});

t.test('a switch that was killed is started again at once, with all that it did', async (t) => {
  const pidFile = join(env.SAMPAN_HOST_RUN_DIR, 'ovs/ovs-vswitchd.pid');
  const before = await readFile(pidFile, 'utf8');
  process.kill(Number(before), 'SIGKILL');
  let answers = false;
  for (let tries = 0; tries < 4 && !answers; tries += 1) answers = await pings(await pidOf(first), '10.9.0.12');
  t.ok(answers);
  t.not(await readFile(pidFile, 'utf8'), before);
});

t.test('a host-server killed while it makes servers finishes them in its next life', async (t) => {
  const specs = [21, 22, 23].map(specAt);
  for (const delayMs of [5, 25, 60]) {
    const spec = specs.pop();
    if (!spec) break;
    await push(spec);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await kill();
    await start();
    await region.reported(spec, 'running');
    t.ok(await pings(await pidOf(first), spec.ports[0]?.fixed_ips[0]?.ip_address ?? ''), `killed after ${delayMs} ms`);
    await remove(spec);
  }
});

t.test('a host-server killed while it pulls a layer shows nothing of it, and its next life asks for the rest only', async (t) => {
  const large = layers.add(fakeChain([...system, await tarOf([{ name: 'large', body: randomBytes(70_000_000) }])], { Entrypoint: ['/bin/sh', '/init.sh'] }));
  const top = large.layers.at(-1);
  const whole = layers.serve;
  // The rest never comes.
  layers.serve = (layer, offset) => (layer.id === top?.id ? Readable.from(concat([layer.blob.subarray(offset, 8_000_000)], new Promise(() => undefined)), { objectMode: false }) : whole(layer, offset));
  const spec = { ...specAt(24), image: { id: large.imageId, layer_id: large.layerId } };
  await push(spec);
  const part = join(env.SAMPAN_HOST_STATE_DIR, 'layers/.parts', `${top?.digest.slice(7)}.part`);
  await region.until(async () => (await stat(part).then(({ size }) => size, () => 0)) > 4_000_000 || undefined);
  await kill();
  layers.serve = whole;
  t.notOk((await readdir(join(env.SAMPAN_HOST_STATE_DIR, 'layers'))).includes(top?.id.slice(7) ?? ''), 'nothing half made is visible');
  await start();
  await region.reported(spec, 'running');
  const offsets = layers.downloads.filter(({ id }) => id === top?.id).map(({ offset }) => offset);
  t.equal(offsets.length, 2);
  t.ok((offsets[1] ?? 0) > 4_000_000 && (offsets[1] ?? 0) <= 8_000_000, `the second asks from ${offsets[1]} on`);
  t.same([await readdir(join(part, '..')), await readdir(join(part, '../../.staging'))], [[], []], 'and nothing is left over');
  await remove(spec);
});

async function* concat(chunks: Iterable<Buffer>, end: Promise<void>): AsyncGenerator<Buffer> {
  yield* chunks;
  await end;
}

t.test('a server that ends by itself is reported with its exit code', async (t) => {
  const spec = { ...specAt(31), command: ['exit', '7'] };
  await push(spec);
  t.match(await region.reported(spec, 'exited'), { exit_code: 7 });
  await remove(spec);
});

t.test('deleted servers leave nothing, and a purge takes the rest', async (t) => {
  for (const spec of [first, second]) await remove(spec);
  t.same((await traces()).filter((trace) => !/ovs|helper|host-server|main.ts|switch/.test(trace)), []);
  t.same(await readdir(join(env.SAMPAN_HOST_STATE_DIR, 'containers/servers')), []);
  t.equal(await host.stop(), 0, 'it stops in good order');
  await host.purge();
  t.same(await traces(), []);
  await t.rejects(stat(env.SAMPAN_HOST_STATE_DIR), { code: 'ENOENT' });
  t.notMatch(host.output(), /"level":"(error|fatal)"/, 'nothing was logged that a person must see to');
});

/** Namespaces, mounts, control groups and processes of this test's host. */
async function traces(): Promise<string[]> {
  const namespaces = (await readdir('/run/netns').catch(() => [] as string[])).filter((name) => name.startsWith(`h${tag}-`));
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes(dir));
  const groups = await run('find', ['/sys/fs/cgroup', '-maxdepth', '2', '-name', `sampan-${tag}`]).then(({ stdout }) => stdout.split('\n').filter(Boolean));
  const processes: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(dir) || pid === String(host.pid())) processes.push(`${pid} ${command.replaceAll('\0', ' ')}`);
  }
  const emptyGroups = await Promise.all(groups.map(async (group) => ((await run('find', [group, '-mindepth', '1', '-type', 'd'])).stdout === '' && host.pid() !== undefined ? [] : [group])));
  return [...namespaces, ...mounts, ...emptyGroups.flat(), ...processes];
}

/** Counts its boots, and runs what it is given or waits to be stopped. */
function scriptLayer(): Promise<Buffer> {
  return layerOf((root) => writeFile(join(root, 'init.sh'), 'echo boot >> /boots\n"$@"\ntrap "exit 0" TERM\nwhile :; do sleep 0.1; done\n', { mode: 0o755 }));
}
