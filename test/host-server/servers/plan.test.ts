import t from 'tap';
import type { DriverCapabilities, Observation } from '../../../host-server/drivers/driver.ts';
import { planFor } from '../../../host-server/servers/plan.ts';
import type { Circumstances, Plan } from '../../../host-server/servers/plan.ts';
import type { ServerRecord } from '../../../host-server/servers/spec-store.ts';
import type { ServerSpec } from '../../../host-server/servers/spec.ts';
import { serverSpec } from '../../kit/server-spec.ts';

interface Row {
  title: string;
  desired: ServerSpec['desired'];
  /** Generation, observed generation. */
  generations: [number, number];
  status?: ServerRecord['status'];
  seen: Observation['state'];
  livePorts?: Observation['livePorts'];
  counters?: { boot?: number; root?: number };
  circumstances?: Partial<Circumstances>;
  applied?: ServerRecord['applied'];
  abilities?: Partial<Pick<DriverCapabilities, 'liveResize' | 'livePorts' | 'suspend'>>;
  reason?: RegExp;
  plan: Partial<Plan>;
}

const otherSize = { size: { vcpus: 2, memoryMib: 128, diskGib: 1 }, image: { id: 'i', layerId: 'sha256:l' } };
const otherPorts = { size: { vcpus: 1, memoryMib: 64, diskGib: 1 }, image: { id: 'i', layerId: 'sha256:l' }, ports: ['another'] };

const rows: Row[] = [
  { title: 'a new server is made', desired: 'running', generations: [1, 0], seen: 'absent', plan: { walk: 'up', restart: false, status: 'running' } },
  { title: 'a half-made server is made on', desired: 'running', generations: [1, 0], seen: 'created', plan: { walk: 'up', restart: false } },
  { title: 'a reached generation that runs is left alone', desired: 'running', generations: [1, 1], status: 'running', seen: 'running', plan: { walk: 'none', status: 'running' } },
  { title: 'a running server without its port gets it', desired: 'running', generations: [1, 1], status: 'running', seen: 'running', circumstances: { portsMissing: true }, plan: { walk: 'up', restart: false } },
  { title: 'a server that was ended behind our back is released, and says so', desired: 'running', generations: [1, 1], status: 'running', seen: 'prepared', plan: { walk: 'release', status: 'stopped' }, reason: /not on the machine any more: it was/ },
  { title: 'one whose root is gone as well says that too', desired: 'running', generations: [1, 1], status: 'running', seen: 'absent', plan: { walk: 'release', status: 'stopped' }, reason: /its root neither/ },
  { title: 'it stays so until a repair', desired: 'running', generations: [1, 1], status: 'stopped', seen: 'prepared', plan: { walk: 'none', status: 'stopped' } },
  { title: 'a repair makes it again', desired: 'running', generations: [1, 1], status: 'stopped', seen: 'prepared', circumstances: { repair: true }, plan: { walk: 'up', restart: false, status: 'running' } },
  { title: 'a repair starts what ended by itself', desired: 'running', generations: [1, 1], status: 'exited', seen: 'exited', circumstances: { repair: true }, plan: { walk: 'up' } },
  { title: 'a server paused by somebody else is paused, with a reason', desired: 'running', generations: [1, 1], status: 'running', seen: 'paused', plan: { walk: 'none', status: 'paused' }, reason: /is to be running, and is paused/ },
  { title: 'a repair resumes it', desired: 'running', generations: [1, 1], status: 'paused', seen: 'paused', circumstances: { repair: true }, plan: { walk: 'up', restart: false, status: 'running' } },
  { title: 'a server is paused', desired: 'paused', generations: [2, 1], status: 'running', seen: 'running', plan: { walk: 'up', restart: false, status: 'paused' } },
  { title: 'a paused server stays so', desired: 'paused', generations: [2, 2], status: 'paused', seen: 'paused', plan: { walk: 'none', status: 'paused' } },
  { title: 'a paused server that was let run by somebody else runs, with a reason', desired: 'paused', generations: [2, 2], status: 'paused', seen: 'running', plan: { walk: 'none', status: 'running' }, reason: /is to be paused/ },
  { title: 'a paused server that went with the machine is made and paused again', desired: 'paused', generations: [2, 2], status: 'paused', seen: 'prepared', circumstances: { machineRebooted: true }, plan: { walk: 'up', status: 'paused' } },
  { title: 'a frozen server is suspended', desired: 'suspended', generations: [2, 2], status: 'suspended', seen: 'paused', plan: { walk: 'none', status: 'suspended' } },
  { title: 'a saved server is suspended', desired: 'suspended', generations: [2, 2], status: 'suspended', seen: 'suspended', abilities: { suspend: 'saved' }, plan: { walk: 'none', status: 'suspended' } },
  { title: 'a saved server is not woken by another change', desired: 'suspended', generations: [3, 2], status: 'suspended', seen: 'suspended', abilities: { suspend: 'saved' }, plan: { walk: 'none', status: 'suspended' } },
  { title: 'a saved server is resumed', desired: 'running', generations: [3, 2], status: 'suspended', seen: 'suspended', abilities: { suspend: 'saved' }, plan: { walk: 'up', restart: false, status: 'running' } },
  { title: 'a new size is given to what runs', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', applied: otherSize, plan: { walk: 'up', restart: false, resize: true } },
  { title: 'other ports restart what cannot take them as it runs', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', applied: otherPorts, abilities: { livePorts: false }, plan: { walk: 'up', restart: true } },
  { title: 'other ports restart the one that cannot take them, though its like can', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', livePorts: false, applied: otherPorts, plan: { walk: 'up', restart: true } },
  { title: 'so does one port more than fits', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', livePorts: 0, applied: otherPorts, plan: { walk: 'up', restart: true } },
  { title: 'other ports are plugged where that can be done', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', applied: otherPorts, plan: { walk: 'up', restart: false } },
  { title: 'a new size restarts what cannot take it', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', applied: otherSize, abilities: { liveResize: false }, plan: { walk: 'up', restart: true, resize: false } },
  { title: 'a half-made server of another size is made anew', desired: 'running', generations: [2, 1], seen: 'created', applied: otherSize, plan: { walk: 'up', restart: true, resize: false } },
  { title: 'a stopped server starts with its new size', desired: 'running', generations: [2, 1], status: 'stopped', seen: 'prepared', applied: otherSize, plan: { walk: 'up', restart: false, resize: false } },
  { title: 'a restart for another reason brings the new size too', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', counters: { boot: 1 }, applied: otherSize, plan: { walk: 'up', restart: true, resize: false } },
  { title: 'the end of a rescue restarts', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', applied: { ...otherSize, size: { vcpus: 1, memoryMib: 64, diskGib: 1 }, rescue: 'sha256:r' }, plan: { walk: 'up', restart: true } },
  { title: 'a server that ended by itself is released', desired: 'running', generations: [1, 1], status: 'running', seen: 'exited', plan: { walk: 'release', status: 'exited' }, reason: /ended by itself|how is not known/ },
  { title: 'a server that ended with the machine is made again', desired: 'running', generations: [1, 1], status: 'running', seen: 'exited', circumstances: { machineRebooted: true }, plan: { walk: 'up' } },
  { title: 'a server that has ended stays ended', desired: 'running', generations: [1, 1], status: 'exited', seen: 'exited', plan: { walk: 'none', status: 'exited' } },
  { title: 'a server that has ended stays ended when the machine was rebooted', desired: 'running', generations: [1, 1], status: 'exited', seen: 'prepared', circumstances: { machineRebooted: true }, plan: { walk: 'none', status: 'exited' } },
  { title: 'an ended server is started by a new generation', desired: 'running', generations: [2, 1], status: 'exited', seen: 'exited', plan: { walk: 'up', restart: false } },
  { title: 'a higher boot counter restarts', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', counters: { boot: 1 }, plan: { walk: 'up', restart: true, freshRoot: false } },
  { title: 'a higher root counter restarts with a fresh root', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', counters: { root: 1 }, plan: { walk: 'up', restart: true, freshRoot: true } },
  { title: 'another change does not restart', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', plan: { walk: 'up', restart: false } },
  { title: 'a failed generation is left', desired: 'running', generations: [1, 1], status: 'error', seen: 'prepared', plan: { walk: 'none', status: 'error' } },
  { title: 'a failed generation is tried again when somebody asks', desired: 'running', generations: [1, 1], status: 'error', seen: 'prepared', circumstances: { repair: true }, plan: { walk: 'up' } },
  { title: 'a failed server is tried again by a new generation', desired: 'running', generations: [2, 1], status: 'error', seen: 'prepared', plan: { walk: 'up' } },
  { title: 'a running server is stopped', desired: 'stopped', generations: [2, 1], status: 'running', seen: 'running', plan: { walk: 'stop', status: 'stopped' } },
  { title: 'a stopped server stays so', desired: 'stopped', generations: [2, 2], status: 'stopped', seen: 'prepared', plan: { walk: 'none', status: 'stopped' } },
  { title: 'a stopped server that somebody started runs, with a reason', desired: 'stopped', generations: [2, 2], status: 'stopped', seen: 'running', plan: { walk: 'none', status: 'running' }, reason: /is to be stopped, and is running/ },
  { title: 'a repair stops it', desired: 'stopped', generations: [2, 2], status: 'running', seen: 'running', circumstances: { repair: true }, plan: { walk: 'stop', status: 'stopped' } },
  { title: 'a server made stopped is stopped', desired: 'stopped', generations: [1, 0], seen: 'absent', plan: { walk: 'stop', status: 'stopped' } },
  { title: 'a deleted server is removed', desired: 'absent', generations: [2, 1], status: 'running', seen: 'running', plan: { walk: 'remove', status: 'absent' } },
  { title: 'a deleted server that never was is removed too: half-made things may be there', desired: 'absent', generations: [2, 0], seen: 'absent', plan: { walk: 'remove' } },
  { title: 'a removed server is left', desired: 'absent', generations: [2, 2], status: 'absent', seen: 'absent', plan: { walk: 'none', status: 'absent' } },
];

t.test('what is done follows from what is wanted, what was reached and what is there', async (t) => {
  for (const row of rows) {
    const [generation, observedGeneration] = row.generations;
    const spec = serverSpec({ generation, desired: row.desired, boot: row.counters?.boot ?? 0, root: row.counters?.root ?? 0 });
    const record: ServerRecord = { id: spec.id, generation, spec, observedGeneration, status: row.status, appliedBoot: 0, appliedRoot: 0, applied: row.applied, fault: undefined, outcome: {} };
    const circumstances = { repair: false, portsMissing: false, machineRebooted: false, ...row.circumstances };
    const plan = planFor(record, { serverId: spec.id, state: row.seen, ...(row.livePorts === undefined ? {} : { livePorts: row.livePorts }) }, circumstances, { liveResize: true, livePorts: true, suspend: 'frozen', ...row.abilities });
    t.match(plan, row.plan, row.title);
    if (row.reason) t.match(plan.reason, row.reason, row.title);
    else t.equal(plan.reason, undefined, row.title);
  }
  t.end();
});

t.test('no container of a set is started while the set rests, or before it has its new size', async (t) => {
  const image = { id: 'i', layer_id: 'sha256:l' };
  const planOf = (desired: ServerSpec['desired'], seen: Observation['state'], observedGeneration: number, circumstances: Partial<Circumstances>, applied?: ServerRecord['applied']): Plan => {
    const spec = serverSpec({ generation: 2, desired, members: [{ name: 'app', image }] });
    const record: ServerRecord = { id: spec.id, generation: 2, spec, observedGeneration, status: desired, appliedBoot: spec.boot, appliedRoot: spec.root, applied, fault: undefined, outcome: {} };
    return planFor(record, { serverId: spec.id, state: seen }, { repair: false, portsMissing: false, machineRebooted: false, ...circumstances }, { liveResize: true, livePorts: true, suspend: 'frozen' });
  };
  t.match(planOf('paused', 'paused', 2, { portsMissing: true }), { walk: 'up', members: [] }, 'at rest');
  t.match(planOf('running', 'running', 1, { membersDue: ['app'] }, otherSize), { walk: 'up', resize: true, members: [] }, 'before its new size');
  t.match(planOf('running', 'running', 1, { membersDue: ['app'] }), { walk: 'up', resize: false, members: ['app'] }, 'as it runs');
});
