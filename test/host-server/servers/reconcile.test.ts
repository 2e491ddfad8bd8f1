import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { Test } from 'tap';
import { Fault } from '../../../openapi/serve/fault.ts';
import { HostRig } from '../../kit/host-rig.ts';
import type { HostRigOptions } from '../../kit/host-rig.ts';
import { nextSpec, serverSpec } from '../../kit/server-spec.ts';

async function openRig(t: Test, options: HostRigOptions = {}): Promise<HostRig> {
  const rig = await HostRig.open(options);
  t.teardown(() => rig.close());
  return rig;
}

t.test('a server is made in the order of the steps, and its report holds their times', async (t) => {
  const rig = await openRig(t);
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  t.same(rig.steps, ['layers', 'root', 'create', 'network', 'start']);
  t.equal(rig.state(spec.id), 'running');
  t.ok(rig.network.wires.has(spec.ports[0]?.id ?? ''));
  const last = rig.last(spec.id);
  t.match(last, { observed_generation: 1, status: 'running', phases: rig.steps.map((name) => ({ name, duration_ms: Number })), started_at: String });
  t.match(rig.reports[0], { status: 'building', working_generation: 1, observed_generation: 0, step: 'layers' });
});

t.test('stop keeps the root, start brings the same port back, delete takes everything', async (t) => {
  const rig = await openRig(t);
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  const stopped = nextSpec(spec, { desired: 'stopped' });
  await rig.put(stopped);
  await rig.settled();
  t.equal(rig.state(spec.id), 'prepared');
  t.equal(rig.network.wires.size, 0);
  t.match(rig.last(spec.id), { observed_generation: 2, status: 'stopped', phases: [{ name: 'stop' }, { name: 'unplug' }] });
  const started = nextSpec(stopped, { desired: 'running' });
  await rig.put(started);
  await rig.settled();
  t.equal(rig.state(spec.id), 'running');
  t.ok(rig.network.wires.has(spec.ports[0]?.id ?? ''));
  await rig.put(nextSpec(started, { desired: 'absent' }));
  await rig.settled();
  t.equal(rig.state(spec.id), 'absent');
  t.equal(rig.network.wires.size, 0);
  t.match(rig.last(spec.id), { observed_generation: 4, status: 'absent' });
  t.ok(await rig.record(spec.id), 'the spec stays until the region was told');
});

t.test('a reboot ends the old run and begins a new one, once', async (t) => {
  const rig = await openRig(t);
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  const before = rig.pid(spec.id);
  rig.steps.length = 0;
  await rig.put(nextSpec(spec, { boot: 1 }));
  await rig.settled();
  const after = rig.pid(spec.id);
  t.not(after, before);
  t.same(rig.steps, ['stop', 'unplug', 'layers', 'root', 'create', 'network', 'start']);
  t.match(await rig.record(spec.id), { appliedBoot: 1, status: 'running' });
  await rig.crash();
  await rig.settled();
  t.equal(rig.pid(spec.id), after, 'a restart of the host-server does not reboot again');
});

t.test('ports come and go while a server runs, and those that went are unplugged at once', async (t) => {
  const rig = await openRig(t);
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  const [pid, first] = [rig.pid(spec.id), spec.ports[0]];
  const second = { ...first, id: randomUUID() } as NonNullable<typeof first>;
  const both = nextSpec(spec, { ports: [...spec.ports, second] });
  await rig.put(both);
  await rig.settled();
  t.same([...rig.network.wires.keys()].sort(), [first?.id, second.id].sort());
  await rig.put(nextSpec(both, { ports: [second] }));
  await rig.settled();
  t.same([...rig.network.wires.keys()], [second.id]);
  t.match(await rig.record(spec.id), { applied: { ports: [second.id] } });
  t.equal(rig.pid(spec.id), pid);
});

t.test('a fresh root is asked for by the root counter', async (t) => {
  const removed: string[] = [];
  const rig = await openRig(t, { fail: (call, id) => void (call === 'remove' && removed.push(id)) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  await rig.put(nextSpec(spec, { root: 1 }));
  await rig.settled();
  t.same(removed, [spec.id]);
  t.match(await rig.record(spec.id), { appliedRoot: 1, status: 'running' });
  t.equal(rig.state(spec.id), 'running');
});

t.test('a server that does not heed the stop signal is waited for, unless the stop is hard', async (t) => {
  const rig = await openRig(t, { behave: () => ({ ignoresStopSignal: true }), stopTimeoutMs: 60 });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  const soft = nextSpec(spec, { desired: 'stopped' });
  let began = performance.now();
  await rig.put(soft);
  await rig.settled();
  t.ok(performance.now() - began >= 55, 'it got its time');
  const again = nextSpec(soft, { desired: 'running' });
  await rig.put(again);
  await rig.settled();
  began = performance.now();
  await rig.put(nextSpec(again, { desired: 'stopped', hard: true }));
  await rig.settled();
  t.ok(performance.now() - began < 50, 'it got none');
});

t.test('a deletion does not wait for a server that is being stopped gently; a start does', async (t) => {
  const rig = await openRig(t, { behave: () => ({ ignoresStopSignal: true }), stopTimeoutMs: 300 });
  for (const [change, waits] of [[{ desired: 'absent' }, false], [{ desired: 'running' }, true]] as const) {
    const spec = serverSpec();
    await rig.put(spec);
    await rig.settled();
    const stopped = nextSpec(spec, { desired: 'stopped' });
    const began = performance.now();
    await rig.put(stopped);
    while (rig.steps.at(-1) !== 'stop') await new Promise((resolve) => setTimeout(resolve, 1));
    await rig.put(nextSpec(stopped, change));
    await rig.settled();
    t.equal(performance.now() - began >= 290, waits, change.desired);
    t.equal(rig.state(spec.id), waits ? 'running' : 'absent');
  }
});

t.test('a deletion that comes while a server is being made ends the work at the next step', async (t) => {
  let began = (): void => {};
  const creating = new Promise<void>((resolve) => (began = resolve));
  let goOn = (): void => {};
  const held = new Promise<undefined>((resolve) => (goOn = () => resolve(undefined)));
  const rig = await openRig(t, {
    fail: (call) => {
      if (call !== 'create') return undefined;
      began();
      return held;
    },
  });
  const spec = serverSpec();
  await rig.put(spec);
  await creating;
  await rig.put(nextSpec(spec, { desired: 'absent' }));
  goOn();
  await rig.settled();
  // Nobody waits for the guest of a deletion, so its wires are taken away while it ends.
  t.same(rig.steps, ['layers', 'root', 'create', 'unplug', 'stop', 'remove'], 'it was never plugged nor started');
  t.match(rig.last(spec.id), { observed_generation: 2, status: 'absent' });
  t.notOk(rig.reports.some((report) => report.observed_generation === 1), 'the generation that was passed over is not reported');
});

t.test('waiting for layers ends when the server is deleted', async (t) => {
  let waited = false;
  const images = {
    ensure: (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        waited = true;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const rig = await openRig(t, { images });
  const spec = serverSpec();
  await rig.put(spec);
  while (!waited) await new Promise((resolve) => setImmediate(resolve));
  await rig.put(nextSpec(spec, { desired: 'absent' }));
  await rig.settled();
  t.match(rig.last(spec.id), { observed_generation: 2, status: 'absent' });
});

t.test('a step that fails for a while is tried again, and the region hears why it takes long', async (t) => {
  let failures = 2;
  const rig = await openRig(t, { fail: (call) => (call === 'start' && failures-- > 0 ? new Fault('unavailable', 'the disk is busy') : undefined) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  t.match(rig.last(spec.id), { observed_generation: 1, status: 'running' });
  t.ok(rig.reports.some((report) => report.fault?.message === 'the disk is busy' && report.observed_generation === 0 && report.step === 'start'));
});

t.test('a step that keeps failing is an error at that generation, nothing half made stays, and a new generation mends it', async (t) => {
  let broken = true;
  const rig = await openRig(t, { networkFails: (call) => (broken && call === 'plug' ? new Fault('network-failed', 'no bridge', { retryable: true }) : undefined) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  t.match(rig.last(spec.id), { observed_generation: 1, status: 'error', fault: { code: 'network-failed', message: 'no bridge', retryable: true, at: String } });
  t.equal(rig.steps.filter((step) => step === 'network').length, 3, 'as many tries as configured');
  t.equal(rig.state(spec.id), 'prepared');
  const before = rig.steps.length;
  await rig.look();
  await rig.settled();
  await rig.crash();
  await rig.settled();
  t.equal(rig.steps.length, before, 'it is left, also over a restart');
  broken = false;
  await rig.put(nextSpec(spec, {}));
  await rig.settled();
  t.match(rig.last(spec.id), { observed_generation: 2, status: 'running' });
  t.notOk(rig.last(spec.id)?.fault);
});

t.test('a fault that will not go away is not tried again until somebody asks', async (t) => {
  let unusable = true;
  const rig = await openRig(t, { behave: () => ({ unusable }) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  t.match(rig.last(spec.id), { status: 'error', fault: { code: 'image-unusable' } });
  t.equal(rig.steps.filter((step) => step === 'create').length, 1);
  unusable = false;
  await rig.reconciler.sync(spec.id);
  t.match(rig.last(spec.id), { status: 'error' }, 'a look alone does not try');
  await rig.reconciler.sync(spec.id, true);
  t.match(rig.last(spec.id), { observed_generation: 1, status: 'running' });
});

t.test('a deletion is tried until it succeeds', async (t) => {
  let failures = 6;
  const rig = await openRig(t, { fail: (call) => (call === 'remove' && failures-- > 0 ? new Fault('internal', 'busy') : undefined) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  await rig.put(nextSpec(spec, { desired: 'absent' }));
  await rig.settled();
  t.match(rig.last(spec.id), { observed_generation: 2, status: 'absent' });
  t.equal(rig.state(spec.id), 'absent');
});

t.test('a server that ends by itself is reported with its exit code, loses its wire and stays ended', async (t) => {
  const rig = await openRig(t, { behave: () => ({ exitAfterMs: 5, exitCode: 137, oomKilled: true }) });
  const spec = serverSpec();
  await rig.put(spec);
  while (rig.last(spec.id)?.status !== 'exited') await new Promise((resolve) => setTimeout(resolve, 2));
  await rig.settled();
  t.match(rig.last(spec.id), { observed_generation: 1, status: 'exited', exit_code: 137, oom_killed: true, reason: /more memory than its flavor/, fault: { code: 'out-of-memory' } });
  t.equal(rig.network.wires.size, 0);
  await rig.crash();
  await rig.settled();
  t.equal(rig.state(spec.id), 'exited');
  t.match(rig.last(spec.id), { status: 'exited', exit_code: 137 }, 'and the next life says so again');
});

t.test('a kind that this host cannot run is an error that says so', async (t) => {
  const rig = await openRig(t);
  const spec = serverSpec({ kind: 'vm' });
  await rig.put(spec);
  await rig.settled();
  t.match(rig.last(spec.id), { status: 'error', fault: { code: 'not-implemented', message: /kind vm, only container/ } });
});

t.test('many servers are made at once, and never more than the width', async (t) => {
  let running = 0;
  let most = 0;
  const images = {
    async ensure() {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return { paths: ['/l'], config: {}, pulledLayers: 0, pulledBytes: 0 };
    },
  };
  const rig = await openRig(t, { images, width: 4 });
  const specs = Array.from({ length: 30 }, () => serverSpec());
  await Promise.all(specs.map((spec) => rig.put(spec)));
  await rig.settled();
  t.equal(most, 4);
  t.ok(specs.every((spec) => rig.last(spec.id)?.status === 'running'));
});

const crossings = [
  { title: 'create', count: 5, before: {}, change: {}, result: 'running' },
  { title: 'stop', count: 2, before: {}, change: { desired: 'stopped' as const }, result: 'prepared' },
  { title: 'reboot', count: 7, before: {}, change: { boot: 1 }, result: 'running' },
  { title: 'fresh root', count: 8, before: {}, change: { root: 1 }, result: 'running' },
  { title: 'delete', count: 3, before: {}, change: { desired: 'absent' as const }, result: 'absent' },
];

for (const { title, count, change, result } of crossings) {
  for (let border = 0; border < count; border += 1) {
    t.test(`a kill before step ${border} of ${title} loses nothing and leaves nothing`, async (t) => {
      const rig = await openRig(t);
      let spec = serverSpec();
      const isCreate = title === 'create';
      if (!isCreate) {
        await rig.put(spec);
        await rig.settled();
        spec = nextSpec(spec, change);
      }
      const before = rig.pid(spec.id);
      const frozen = rig.freezeAtStep(border);
      await rig.put(spec);
      await frozen;
      await rig.crash();
      await rig.settled();
      t.equal(rig.state(spec.id), result);
      t.match(rig.last(spec.id), { observed_generation: spec.generation });
      t.match(await rig.record(spec.id), { observedGeneration: spec.generation, appliedBoot: spec.boot, appliedRoot: spec.root });
      t.equal(rig.network.wires.size, result === 'running' ? 1 : 0);
      if (title === 'reboot' || title === 'fresh root') t.not(rig.pid(spec.id), before, 'it is another run');
    });
  }
}

t.test('a server is paused where it is, and runs on', async (t) => {
  const rig = await openRig(t);
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  const pid = rig.pid(spec.id);
  const paused = nextSpec(spec, { desired: 'paused' });
  await rig.put(paused);
  await rig.settled();
  t.match(rig.last(spec.id), { status: 'paused', observed_generation: 2 });
  t.equal(rig.state(spec.id), 'paused');
  await rig.crash();
  await rig.settled();
  t.match(rig.last(spec.id), { status: 'paused', reason: undefined });
  await rig.put(nextSpec(paused, { desired: 'running' }));
  await rig.settled();
  t.match(rig.last(spec.id), { status: 'running', observed_generation: 3 });
  t.equal(rig.pid(spec.id), pid);
  t.equal(rig.network.wires.size, 1, 'its wire stayed');
});

t.test('a suspended server keeps its wire when it is frozen, and loses it when its memory is on the disk', async (t) => {
  for (const suspend of ['frozen', 'saved'] as const) {
    const rig = await openRig(t, { suspend });
    const spec = serverSpec();
    await rig.put(spec);
    await rig.settled();
    const suspended = nextSpec(spec, { desired: 'suspended' });
    await rig.put(suspended);
    await rig.settled();
    t.match(rig.last(spec.id), { status: 'suspended', observed_generation: 2 });
    t.equal(rig.network.wires.size, suspend === 'frozen' ? 1 : 0, suspend);
    await rig.look();
    await rig.settled();
    t.equal(rig.network.wires.size, suspend === 'frozen' ? 1 : 0, `${suspend}, also after a look`);
    await rig.put(nextSpec(suspended, { desired: 'running' }));
    await rig.settled();
    t.match(rig.last(spec.id), { status: 'running', observed_generation: 3 });
    t.equal(rig.network.wires.size, 1);
    t.equal(rig.state(spec.id), 'running');
  }
});

t.test('a new size comes to a server that runs, and its process stays', async (t) => {
  const rig = await openRig(t);
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  const pid = rig.pid(spec.id);
  rig.steps.length = 0;
  await rig.put(nextSpec(spec, { flavor: { ...spec.flavor, vcpus: 2, memory_mib: 128 } }));
  await rig.settled();
  t.ok(rig.steps.includes('resize'));
  t.equal(rig.pid(spec.id), pid);
  t.match(rig.machine.servers.get(spec.id)?.size, { vcpus: 2, memoryMib: 128 });
  t.match(rig.last(spec.id), { status: 'running', observed_generation: 2 });
  await rig.crash();
  await rig.settled();
  t.equal(rig.steps.filter((step) => step === 'resize').length, 1, 'it is given once');
});

t.test('the old root is sent before a fresh one takes its place, once', async (t) => {
  let failures = 0;
  const rig = await openRig(t, { fail: (call) => (call === 'start' && failures-- > 0 ? new Fault('unavailable', 'busy') : undefined) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  const imageId = randomUUID();
  const layerId = `sha256:${'c'.repeat(64)}`;
  failures = 2;
  const rebuilt = nextSpec(spec, { root: 1, keep_root_as: imageId, image: { id: randomUUID(), layer_id: layerId } });
  await rig.put(rebuilt);
  await rig.settled();
  t.match(rig.sent, [{ imageId, kind: 'tar', parentId: spec.image.layer_id }]);
  t.equal(rig.sent.length, 1);
  t.match(rig.last(spec.id), { status: 'running', observed_generation: 2 });
  t.match(await rig.record(spec.id), { appliedRoot: 1, applied: { image: { layerId }, keptRootAs: imageId } });
});

t.test('a root that cannot be sent is not thrown away', async (t) => {
  const rig = await openRig(t, { fail: (call) => (call === 'snapshot' ? new Fault('disk-full', 'no room', { retryable: false }) : undefined) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  await rig.put(nextSpec(spec, { root: 1, keep_root_as: randomUUID() }));
  await rig.settled();
  t.match(rig.last(spec.id), { status: 'error', fault: { code: 'disk-full' } });
  t.notOk(rig.steps.includes('remove'));
});

t.test('a stop waits as long as its spec says', async (t) => {
  const rig = await openRig(t, { behave: () => ({ ignoresStopSignal: true }), stopTimeoutMs: 60_000 });
  const spec = serverSpec({ stop_timeout_s: 0 });
  await rig.put(spec);
  await rig.settled();
  await rig.put(nextSpec(spec, { desired: 'stopped' }));
  await rig.settled();
  t.equal(rig.state(spec.id), 'prepared');
});

t.test('a port is staged beside the steps before it, and a failure there is heard at its own step', async (t) => {
  const rig = await openRig(t, { networkFails: (call) => (call === 'stage' ? new Fault('network-failed', 'no switch') : undefined) });
  const spec = serverSpec();
  await rig.put(spec);
  await rig.settled();
  t.match(rig.last(spec.id), { status: 'error', fault: { code: 'network-failed', message: 'no switch' } });
  t.ok(rig.steps.includes('create') && !rig.steps.includes('start'), 'the steps before it were walked, and none after it');
});
