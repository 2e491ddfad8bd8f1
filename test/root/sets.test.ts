import { existsSync } from 'node:fs';
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { ServerReport, ServerSpec } from '../../host-server/servers/spec.ts';
import { pings } from '../kit/host-process.ts';
import { openRealHost } from '../kit/real-host.ts';
import { nextSpec } from '../kit/server-spec.ts';

// A set on a real host-server: runc or crun, Open vSwitch, layers.
t.setTimeout(240_000);
const host = await openRealHost();
const { region, image } = host;
t.teardown(() => host.close());

const picture = { id: image.imageId, layer_id: image.layerId };
const waits = 'trap "exit 0" TERM; while :; do sleep 0.05; done';
const spec: ServerSpec = {
  ...host.specAt(11),
  container: { restart: { policy: 'always' } },
  stop_timeout_s: 5,
  members: [
    { name: 'app', image: picture, container: { entrypoint: ['/bin/sh', '-c', `echo "app $HELLO"; echo from-app > /vol/app; ${waits}`] }, env: { HELLO: 'there' }, mounts: [{ volume: 'vol', path: '/vol' }] },
    { name: 'agent', image: picture, container: { entrypoint: ['/bin/busybox', 'httpd', '-f', '-p', '9000', '-h', '/www'] }, mounts: [{ volume: 'vol', path: '/www', read_only: true }], limits: { memory_mib: 32 } },
    { name: 'once', image: picture, container: { entrypoint: ['/bin/sh', '-c', 'exit 0'], restart: { policy: 'no' } } },
  ],
};
const neighbour = host.specAt(12);

const pidFile = (member: string): string => join(host.env.SAMPAN_HOST_RUN_DIR, 'containers/bundles', `${spec.id}_${member}`, 'pid');
const memberPid = async (member: string): Promise<number> => Number(await readFile(pidFile(member), 'utf8'));

async function inside(member: string, ...command: string[]): Promise<string> {
  const client = host.client();
  const { body } = await client.call('runHostExec', { path: { id: spec.id }, body: { command, member } });
  client.close();
  return `${body.stdout}${body.stderr}`.trim();
}

/** A report since the last one that was asked for. */
let read = 0;
const nextReport = (isIt: (report: ServerReport) => boolean): Promise<ServerReport> =>
  region.until(() => {
    const found = region.reports.findIndex((report, index) => index >= read && report.server_id === spec.id && isIt(report));
    if (found === -1) return undefined;
    read = found + 1;
    return region.reports[found];
  }, 30_000, () => JSON.stringify(region.last(spec.id)));
const stateOf = (report: ServerReport, name: string) => report.members?.find((member) => member.name === name);

t.test('the containers of a set have one network, one name and one volume, and a process, a root and a log each', async (t) => {
  await host.start();
  await Promise.all([host.push(spec), host.push(neighbour)]);
  const first = await nextReport(({ status, members }) => status === 'running' && members !== undefined);
  t.same(first.phases?.map(({ name }) => name), ['layers', 'root', 'create', 'network', 'start']);
  const settled = await nextReport((report) => stateOf(report, 'once')?.state === 'ended');
  t.match(settled.members, [{ name: 'app', state: 'running', restarts: 0 }, { name: 'agent', state: 'running' }, { name: 'once', state: 'ended', exit_code: 0 }]);
  t.equal(await inside('app', '/bin/busybox', 'wget', '-qO-', 'http://127.0.0.1:9000/app'), 'from-app', 'agent serves on localhost what app wrote');
  t.match(await inside('agent', '/bin/busybox', 'ip', '-4', 'addr', 'show', 'eth0'), /inet 10\.9\.0\.11\/24/);
  t.equal(await inside('agent', '/bin/busybox', 'hostname'), 's11');
  t.match(await inside('agent', '/bin/busybox', 'touch', '/www/x'), /Read-only/);
  t.match(await inside('agent', '/bin/busybox', 'ps'), /^ +1 .*httpd/m, 'its program is PID 1');
  const [app, agent] = [await memberPid('app'), await memberPid('agent')];
  for (const ns of ['net', 'ipc', 'uts', 'user']) t.equal(await readlink(`/proc/${app}/ns/${ns}`), await readlink(`/proc/${agent}/ns/${ns}`), ns);
  for (const ns of ['pid', 'mnt']) t.not(await readlink(`/proc/${app}/ns/${ns}`), await readlink(`/proc/${agent}/ns/${ns}`), ns);
  const client = host.client();
  const log = await client.stream('readHostLog', { path: { id: spec.id }, query: { member: 'app' } });
  t.equal((await log.body.toArray()).join(''), 'app there\n');
  await t.rejects(client.call('runHostExec', { path: { id: spec.id }, body: { command: ['true'], member: 'nobody' } }), { code: 'not-found', message: /it has app, agent, once/ });
  await t.rejects(client.call('readHostFiles', { path: { id: spec.id }, query: { path: '/etc' } }), { code: 'not-supported' });
  client.close();
  await region.reported(neighbour, 'running');
  t.ok(await pings(await host.pidOf(neighbour), '10.9.0.11'));
});

t.test('a container that dies is started again, and neither the others nor the address notice', async (t) => {
  const before = { infra: await host.pidOf(spec), agent: await memberPid('agent'), app: await memberPid('app') };
  process.kill(before.app, 'SIGKILL');
  t.match(stateOf(await nextReport((report) => stateOf(report, 'app')?.state === 'waiting'), 'app'), { exit_code: 137, restarts: 0 });
  const again = await nextReport((report) => stateOf(report, 'app')?.state === 'running');
  t.match(again, { status: 'running', members: [{ restarts: 1 }, { restarts: 0 }, { state: 'ended' }] });
  t.not(await memberPid('app'), before.app);
  t.same({ infra: await host.pidOf(spec), agent: await memberPid('agent') }, { infra: before.infra, agent: before.agent });
  t.ok(await pings(await host.pidOf(neighbour), '10.9.0.11'));
  t.equal(await inside('app', '/bin/busybox', 'wget', '-qO-', 'http://127.0.0.1:9000/app'), 'from-app');
});

t.test('a restart of the host-server changes no process', async (t) => {
  const before = [await host.pidOf(spec), await memberPid('app'), await memberPid('agent')];
  await host.kill();
  await host.start();
  await nextReport(({ status }) => status === 'running');
  t.same([await host.pidOf(spec), await memberPid('app'), await memberPid('agent')], before);
});

t.test('when infra dies, the whole set is started again with its address', async (t) => {
  const before = { infra: await host.pidOf(spec), agent: await memberPid('agent') };
  process.kill(before.infra, 'SIGKILL');
  const again = await nextReport(({ status, restarts }) => status === 'running' && restarts === 1);
  t.match(again.members, [{ name: 'app', state: 'running', restarts: 0 }, { name: 'agent' }, { name: 'once' }]);
  t.not(await host.pidOf(spec), before.infra);
  t.not(await memberPid('agent'), before.agent);
  t.equal(await inside('app', '/bin/busybox', 'wget', '-qO-', 'http://127.0.0.1:9000/app'), 'from-app', 'what the volume held is there');
  t.ok(await pings(await host.pidOf(neighbour), '10.9.0.11'));
});

/** The set as it is wanted now. */
let wanted = spec;
async function want(change: Partial<ServerSpec>, status: 'running' | 'paused'): Promise<void> {
  wanted = nextSpec(wanted, change);
  await host.push(wanted);
  await region.reported(wanted, status);
}

t.test('a set that is paused while a container waits for its restart goes on, and so does the container', async (t) => {
  // Each wait is twice as long as the one before: the last leaves time to pause.
  for (let times = 0; times < 4; times++) {
    process.kill(await memberPid('app'), 'SIGKILL');
    await nextReport((report) => stateOf(report, 'app')?.state === 'running');
  }
  const killed = await memberPid('app');
  process.kill(killed, 'SIGKILL');
  const waiting = stateOf(await nextReport((report) => stateOf(report, 'app')?.state === 'waiting'), 'app');
  await want({ desired: 'paused' }, 'paused');
  await new Promise((resolve) => setTimeout(resolve, Date.parse(waiting?.restart_at ?? '') - Date.now()));
  t.equal(await memberPid('app'), killed, 'it is overdue, and not started in a set at rest');
  read = region.reports.length;
  await want({ desired: 'running' }, 'running');
  await nextReport((report) => report.status === 'running' && stateOf(report, 'app')?.state === 'running');
  t.equal(await inside('app', '/bin/busybox', 'cat', '/vol/app'), 'from-app');
});

/** Microseconds of each 100 ms that its group has. */
async function cpuQuotaOf(pid: number): Promise<number> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8');
  const hybrid = /^\d+:(?:[^:]+,)?cpu(?:,[^:]+)?:(.*)$/m.exec(groups)?.[1];
  const file = hybrid === undefined ? `/sys/fs/cgroup${/^0::(.*)$/m.exec(groups)?.[1]}/cpu.max` : `/sys/fs/cgroup/cpu${hybrid}/cpu.cfs_quota_us`;
  return Number((await readFile(file, 'utf8')).trim().split(' ')[0]);
}

t.test('a set grows and shrinks as it runs, with its containers that run and those that have ended', async (t) => {
  const before = await memberPid('app');
  for (const vcpus of [2, 1]) {
    await want({ flavor: { ...spec.flavor, vcpus } }, 'running');
    t.same(await Promise.all([host.pidOf(spec), memberPid('app'), memberPid('agent')].map(async (pid) => cpuQuotaOf(await pid))), Array(3).fill(vcpus * 100_000));
  }
  t.equal(await memberPid('app'), before);
});

t.test('a set is stopped, started and removed as any server, and nothing is left of it', async (t) => {
  const agent = await memberPid('agent');
  const stopped = nextSpec(wanted, { desired: 'stopped' });
  await host.push(stopped);
  await region.reported(stopped, 'stopped');
  t.notOk(existsSync(`/proc/${agent}`));
  const started = nextSpec(stopped, { desired: 'running' });
  await host.push(started);
  t.match((await region.reported(started, 'running')).members?.length, 3);
  t.equal(await inside('app', '/bin/busybox', 'cat', '/vol/app'), 'from-app');
  const paused = nextSpec(started, { desired: 'paused' });
  await host.push(paused);
  await region.reported(paused, 'paused');
  await writeFile(join(host.dir, 'state/containers/servers', spec.id, 'members.json'), '');
  await host.remove(paused);
  for (const folder of ['state/containers/servers', 'run/containers/bundles']) t.notOk(existsSync(join(host.dir, folder, `${spec.id}_app`)), folder);
  t.notOk((await readFile('/proc/self/mounts', 'utf8')).includes(spec.id));
});
