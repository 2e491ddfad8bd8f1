import t from 'tap';
import type { Observation } from '../../../host-server/drivers/driver.ts';
import { nextRestart } from '../../../host-server/servers/restart-policy.ts';
import type { Outcome, ServerRecord } from '../../../host-server/servers/spec-store.ts';
import type { ServerSpec } from '../../../host-server/servers/spec.ts';
import { HostRig } from '../../kit/host-rig.ts';
import { nextSpec, serverSpec } from '../../kit/server-spec.ts';

const now = new Date('2026-01-01T00:00:00Z');
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();

type Policy = NonNullable<NonNullable<ServerSpec['container']>['restart']>;

function record(restart: Policy, outcome: Outcome = {}, change: Partial<ServerRecord> = {}): ServerRecord {
  const spec = serverSpec({ container: { restart } });
  return { id: spec.id, generation: 1, spec, observedGeneration: 1, status: 'running', appliedBoot: 0, appliedRoot: 0, applied: undefined, fault: undefined, outcome, ...change };
}

const exited = (exitCode: number, startedAt = ago(1)): Observation => ({ serverId: 's', state: 'exited', exitCode, startedAt });

const rows: { title: string; record: ServerRecord; seen: Observation; restart: { inMs: number; streak: number } | undefined }[] = [
  { title: 'without a policy what ends stays ended', record: record({ policy: 'no' }), seen: exited(1), restart: undefined },
  { title: 'a failure is started again soon', record: record({ policy: 'on-failure' }), seen: exited(1), restart: { inMs: 100, streak: 1 } },
  { title: 'a success is no failure', record: record({ policy: 'on-failure' }), seen: exited(0), restart: undefined },
  { title: 'always means also after a success', record: record({ policy: 'always' }), seen: exited(0), restart: { inMs: 100, streak: 1 } },
  { title: 'the wait doubles', record: record({ policy: 'always' }, { restartStreak: 4 }), seen: exited(1), restart: { inMs: 1600, streak: 5 } },
  { title: 'the wait is never longer than a minute', record: record({ policy: 'always' }, { restartStreak: 40 }), seen: exited(1), restart: { inMs: 60_000, streak: 41 } },
  { title: 'tries are counted', record: record({ policy: 'always', max_retries: 3 }, { restartStreak: 3 }), seen: exited(1), restart: undefined },
  { title: 'ten minutes of running count them anew', record: record({ policy: 'always', max_retries: 3 }, { restartStreak: 3 }), seen: exited(1, ago(600)), restart: { inMs: 100, streak: 1 } },
  { title: 'a wait that was begun goes on', record: record({ policy: 'always' }, { restartStreak: 2, restartAt: ago(-5) }, { status: 'exited' }), seen: exited(1), restart: { inMs: 5000, streak: 2 } },
  { title: 'also when the machine was rebooted meanwhile', record: record({ policy: 'always' }, { restartStreak: 2, restartAt: ago(5) }, { status: 'exited' }), seen: { serverId: 's', state: 'prepared' }, restart: { inMs: -5000, streak: 2 } },
  { title: 'what was given up stays ended', record: record({ policy: 'always' }, {}, { status: 'exited' }), seen: exited(1), restart: undefined },
  { title: 'what was removed by somebody is not restarted', record: record({ policy: 'always' }), seen: { serverId: 's', state: 'prepared' }, restart: undefined },
];

t.test('when a server is started again follows from its policy, its exit and what was tried before', async (t) => {
  for (const row of rows) {
    const restart = nextRestart(row.record, row.seen, now);
    t.same(restart && { inMs: restart.at.getTime() - now.getTime(), streak: restart.streak }, row.restart, row.title);
  }
  t.end();
});

t.test('a server that fails is started again until its tries are used up, and says how often', async (t) => {
  const rig = await HostRig.open({ behave: () => ({ exitAfterMs: 1, exitCode: 3 }) });
  try {
    const spec = serverSpec({ container: { restart: { policy: 'on-failure', max_retries: 2 } } });
    await rig.put(spec);
    await rig.reported((report) => report.server_id === spec.id && report.status === 'exited' && report.restarts === 2 && !/started again/.test(report.reason ?? ''));
    t.match(rig.last(spec.id), { status: 'exited', exit_code: 3, restarts: 2, reason: /exit code 3/ });
    t.equal(rig.network.wires.size, 0);
    t.equal(rig.steps.filter((step) => step === 'start').length, 3);
    await rig.settled();
    await rig.put(nextSpec(spec, { container: {} }));
    await rig.reported((report) => report.observed_generation === 2 && report.status === 'exited');
    t.notOk(rig.last(spec.id)?.restarts, 'whoever asks for a start begins a new count');
  } finally {
    await rig.close();
  }
});

t.test('a restart that was to come comes in the next life of the host-server', async (t) => {
  let fails = true;
  const rig = await HostRig.open({ behave: () => (fails ? { exitAfterMs: 1, exitCode: 1 } : {}) });
  try {
    const spec = serverSpec({ container: { restart: { policy: 'always' } } });
    await rig.put(spec);
    await rig.reported((report) => report.status === 'exited');
    fails = false;
    await rig.settled();
    await rig.reconciler.stop();
    await rig.crash();
    await rig.reported((report) => report.status === 'running' && report.restarts === 1);
    t.equal(rig.state(spec.id), 'running');
  } finally {
    await rig.close();
  }
});

t.test('a deletion does not wait for a restart', async (t) => {
  const rig = await HostRig.open({ behave: () => ({ exitAfterMs: 1, exitCode: 1 }) });
  try {
    const spec = serverSpec({ container: { restart: { policy: 'always' } } });
    await rig.put(spec);
    await rig.reported((report) => report.status === 'exited');
    await rig.put(nextSpec(spec, { desired: 'absent' }));
    await rig.reported((report) => report.status === 'absent');
    await rig.settled();
    t.equal(rig.state(spec.id), 'absent');
  } finally {
    await rig.close();
  }
});
