import t from 'tap';
import { observe } from '../../../region/servers/observe-server.ts';
import type { ObservedServer } from '../../../region/servers/observe-server.ts';
import type { ServerReport } from '../../../region/wire.ts';

const at = '2026-11-21T00:00:10.000Z';

const building: ObservedServer = {
  generation: 1, desired: 'running', observedGeneration: 0, reportSequence: 5, vmState: 'building', taskState: 'scheduling', powerState: 0,
  step: null, progress: null, fault: null, launchedAt: null,
};
const active: ObservedServer = { ...building, observedGeneration: 1, vmState: 'active', taskState: null, powerState: 1, launchedAt: '2026-11-21T00:00:00.000Z' };
const stopping: ObservedServer = { ...active, generation: 2, desired: 'stopped', taskState: 'powering-off' };
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
    ['it vanished', active, { status: 'absent' }, { gone: false, next: { vmState: 'error', fault: { message: /nobody deleted it/ } } }],
  ];
  for (const [name, server, change, expected] of cases) t.match(observe(server, report(change), at), expected, name);
  t.end();
});

void t.test('the launch time is that of the first start', (t) => {
  t.equal(observe(building, report({ started_at: '2026-11-21T00:00:03.000Z' }), at)?.next.launchedAt, '2026-11-21T00:00:03.000Z');
  t.equal(observe(active, report({ started_at: '2026-11-21T00:00:03.000Z' }), at)?.next.launchedAt, active.launchedAt);
  t.end();
});
