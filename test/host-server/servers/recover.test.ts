import t from 'tap';
import type { Test } from 'tap';
import { HostRig } from '../../kit/host-rig.ts';
import { nextSpec, serverSpec } from '../../kit/server-spec.ts';

async function openRig(t: Test): Promise<HostRig> {
  const rig = await HostRig.open();
  t.teardown(() => rig.close());
  return rig;
}

t.test('a restart leaves running servers alone and reports every server', async (t) => {
  const rig = await openRig(t);
  const specs = [serverSpec(), serverSpec(), serverSpec({ desired: 'stopped' })];
  for (const spec of specs) await rig.put(spec);
  await rig.settled();
  const pids = specs.map((spec) => rig.pid(spec.id));
  const steps = rig.steps.length;
  rig.reports.length = 0;
  await rig.crash();
  await rig.settled();
  t.same(specs.map((spec) => rig.pid(spec.id)), pids);
  t.equal(rig.steps.length, steps, 'no step was walked');
  t.same(specs.map((spec) => rig.last(spec.id)?.status), ['running', 'running', 'stopped']);
  t.ok(rig.last(specs[0]?.id ?? '')?.phases, 'with the phases of what the region may not have heard');
});

t.test('after a reboot of the machine servers that should run are made again', async (t) => {
  const rig = await openRig(t);
  const running = serverSpec();
  const stopped = serverSpec({ desired: 'stopped' });
  await rig.put(running);
  await rig.put(stopped);
  await rig.settled();
  await rig.crash({ rebooted: true });
  await rig.settled();
  t.equal(rig.state(running.id), 'running');
  t.ok(rig.network.wires.has(running.ports[0]?.id ?? ''));
  t.not(rig.state(stopped.id), 'running');
});

t.test('a server without a spec is removed, with its wire', async (t) => {
  const rig = await openRig(t);
  const stray = serverSpec();
  const kept = serverSpec();
  await rig.put(stray);
  await rig.put(kept);
  await rig.settled();
  await rig.db('servers').where({ id: stray.id }).delete();
  await rig.look();
  await rig.settled();
  t.equal(rig.state(stray.id), 'absent');
  t.equal(rig.state(kept.id), 'running');
  t.same([...rig.network.wires.keys()], [kept.ports[0]?.id]);
});

t.test('a look mends a lost wire; a lost server, and one that somebody started, are reported with a reason until a repair', async (t) => {
  const rig = await openRig(t);
  const unwired = serverSpec();
  const lost = serverSpec();
  const woken = serverSpec();
  for (const spec of [unwired, lost, woken]) await rig.put(spec);
  await rig.settled();
  await rig.put(nextSpec(woken, { desired: 'stopped' }));
  await rig.settled();
  const pid = rig.pid(unwired.id);
  rig.network.wires.delete(unwired.ports[0]?.id ?? '');
  await rig.driver.remove(lost.id);
  const server = rig.machine.servers.get(woken.id);
  if (server) server.observation = { serverId: woken.id, state: 'running', pid: 7 };
  await rig.look();
  await rig.settled();
  t.equal(rig.pid(unwired.id), pid, 'the unwired one kept running');
  t.ok(rig.network.wires.has(unwired.ports[0]?.id ?? ''));
  t.match(rig.last(lost.id), { status: 'stopped', observed_generation: 1, reason: /its root neither/ });
  t.notOk(rig.network.wires.has(lost.ports[0]?.id ?? ''));
  t.match(rig.last(woken.id), { status: 'running', observed_generation: 2, reason: /started by somebody else/ });
  const reports = rig.reports.length;
  await rig.look();
  await rig.settled();
  t.equal(rig.reports.length, reports, 'it is said once');
  for (const spec of [lost, woken]) await rig.reconciler.sync(spec.id, true);
  t.equal(rig.state(lost.id), 'running');
  t.ok(rig.network.wires.has(lost.ports[0]?.id ?? ''));
  t.equal(rig.state(woken.id), 'prepared');
  t.match(rig.last(lost.id), { status: 'running', reason: undefined });
  t.match(rig.last(woken.id), { status: 'stopped', reason: undefined });
});

t.test('a look changes nothing and says nothing when all is well', async (t) => {
  const rig = await openRig(t);
  await rig.put(serverSpec());
  await rig.settled();
  const [steps, reports] = [rig.steps.length, rig.reports.length];
  await rig.look();
  await rig.settled();
  t.same([rig.steps.length, rig.reports.length], [steps, reports]);
});
