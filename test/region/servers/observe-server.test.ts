import t from 'tap';
import { observe } from '../../../region/servers/observe-server.ts';
import type { ObservedServer } from '../../../region/servers/observe-server.ts';
import type { ServerReport } from '../../../region/wire.ts';

const at = '2026-11-21T00:00:10.000Z';

const building: ObservedServer = {
  generation: 1, desired: 'running', mode: null, observedGeneration: 0, reportSequence: 5, vmState: 'building', taskState: 'scheduling', powerState: 0,
  step: null, stepSince: null, progress: null, fault: null, condition: {}, launchedAt: null,
};
const active: ObservedServer = { ...building, observedGeneration: 1, vmState: 'active', taskState: null, powerState: 1, launchedAt: '2026-11-21T00:00:00.000Z' };
const stopping: ObservedServer = { ...active, generation: 2, desired: 'stopped', taskState: 'powering-off' };
const resizing: ObservedServer = { ...active, generation: 2, mode: 'resized', taskState: 'resize_prep' };
const deleting: ObservedServer = { ...active, generation: 2, desired: 'absent', taskState: 'deleting' };

const report = (change: Partial<ServerReport>): ServerReport => ({ server_id: 's', sequence: 6, observed_generation: 1, status: 'running', ...change });

void t.test('a report that is not newer than the last is dropped', (t) => {
  t.equal(observe(active, report({ sequence: 5, status: 'error' }), at), undefined);
  t.equal(observe(active, report({ sequence: 4, status: 'error' }), at), undefined);
  t.end();
});

void t.test('every crossing of intent and report has its outcome', (t) => {
  const cases: [string, ObservedServer, Partial<ServerReport>, object][] = [
    ['work begins', building, { observed_generation: 0, status: 'building', step: 'layers', progress: 40 }, { next: { vmState: 'building', taskState: 'spawning', step: 'layers', progress: 40 } }],
    ['it runs', building, {}, { next: { vmState: 'active', taskState: null, powerState: 1, observedGeneration: 1, step: null, launchedAt: at }, gone: false }],
    ['it failed', building, { status: 'error', fault: { code: 'disk-full', message: 'm' } }, { next: { vmState: 'error', taskState: null, fault: { code: 'disk-full', at } } }],
    ['it failed without a word', building, { status: 'error' }, { next: { vmState: 'error', fault: { code: 'internal' } } }],
    ['the old generation still runs', stopping, { observed_generation: 1 }, { next: { vmState: 'active', taskState: 'powering-off', observedGeneration: 1 } }],
    ['it is stopped', stopping, { observed_generation: 2, status: 'stopped' }, { next: { vmState: 'stopped', taskState: null, powerState: 4 }, exited: false }],
    ['it ended by itself', active, { status: 'exited', exit_code: 1 }, { next: { vmState: 'stopped', taskState: null, powerState: 4 }, exited: true }],
    ['it ended while being stopped', stopping, { observed_generation: 2, status: 'exited' }, { exited: false }],
    ['it recovered', { ...active, vmState: 'error', fault: { code: 'internal', message: 'm' } }, {}, { next: { vmState: 'active', fault: null } }],
    ['it is gone', deleting, { observed_generation: 2, status: 'absent' }, { gone: true }],
    ['its deletion was not seen yet', deleting, { observed_generation: 1 }, { gone: false, next: { taskState: 'deleting' } }],
    ['it is gone before its deletion was seen', deleting, { observed_generation: 1, status: 'absent' }, { gone: false, next: { taskState: 'deleting' } }],
    ['it is paused', { ...active, generation: 2, desired: 'paused', taskState: 'pausing' }, { observed_generation: 2, status: 'paused' }, { next: { vmState: 'paused', taskState: null, powerState: 3 }, finished: 'pausing' }],
    ['it is suspended', { ...active, generation: 2, desired: 'suspended', taskState: 'suspending' }, { observed_generation: 2, status: 'suspended' }, { next: { vmState: 'suspended', powerState: 7 } }],
    ['a resize is at work', resizing, { observed_generation: 1 }, { next: { vmState: 'active', taskState: 'resize_prep' }, finished: null }],
    ['it is resized', resizing, { observed_generation: 2 }, { next: { vmState: 'resized', taskState: null, powerState: 1 }, finished: 'resize_prep' }],
    ['it is resized while stopped', { ...resizing, desired: 'stopped' }, { observed_generation: 2, status: 'stopped' }, { next: { vmState: 'resized', powerState: 4 } }],
    ['a resize failed', resizing, { observed_generation: 2, status: 'error', fault: { code: 'out-of-memory', message: 'm' } }, { next: { vmState: 'error', taskState: null }, finished: null }],
    ['a resized server says again that it runs', { ...resizing, taskState: null, vmState: 'resized' }, { observed_generation: 2 }, { next: { vmState: 'resized' } }],
    ['an older word about a resized server keeps it so', { ...resizing, generation: 3, taskState: null, vmState: 'resized' }, { observed_generation: 2 }, { next: { vmState: 'resized' } }],
    ['it is rescued', { ...active, generation: 2, mode: 'rescued', taskState: 'rescuing' }, { observed_generation: 2 }, { next: { vmState: 'rescued', powerState: 1 } }],
    ['it is out of rescue', { ...active, generation: 3, vmState: 'rescued', taskState: 'unrescuing' }, { observed_generation: 3 }, { next: { vmState: 'active' } }],
    ['it is shelved', { ...active, generation: 2, mode: 'shelved', desired: 'stopped', taskState: 'shelving' }, { observed_generation: 2, status: 'stopped' }, { next: { vmState: 'shelved', powerState: 4 } }],
    ['it is deleted for a while', { ...active, generation: 2, mode: 'soft-deleted', desired: 'stopped', taskState: 'soft-deleting' }, { observed_generation: 2, status: 'stopped' }, { next: { vmState: 'soft-delete' } }],
    ['the host remarks on it', active, { health: 'unhealthy', restarts: 3, reason: 'r' }, { next: { condition: { health: 'unhealthy', restarts: 3, reason: 'r' } } }],
    ['it vanished', active, { status: 'absent' }, { gone: false, next: { vmState: 'error', fault: { message: /nobody deleted it/ } } }],
  ];
  for (const [name, server, change, expected] of cases) t.match(observe(server, report(change), at), expected, name);
  t.end();
});

void t.test('a step is told since when it is at work', (t) => {
  const first = observe(building, report({ observed_generation: 0, status: 'building', step: 'layers' }), at)?.next;
  t.match(first, { step: 'layers', stepSince: at });
  const again = observe({ ...building, ...first }, report({ observed_generation: 0, status: 'building', step: 'layers', sequence: 7 }), '2026-11-21T00:10:00.000Z')?.next;
  t.equal(again?.stepSince, at);
  t.equal(observe({ ...building, ...first }, report({ observed_generation: 0, status: 'building', step: 'root', sequence: 7 }), '2026-11-21T00:10:00.000Z')?.next.stepSince, '2026-11-21T00:10:00.000Z');
  t.end();
});

void t.test('the launch time is that of the first start', (t) => {
  t.equal(observe(building, report({ started_at: '2026-11-21T00:00:03.000Z' }), at)?.next.launchedAt, '2026-11-21T00:00:03.000Z');
  t.equal(observe(active, report({ started_at: '2026-11-21T00:00:03.000Z' }), at)?.next.launchedAt, active.launchedAt);
  t.end();
});
