import t from 'tap';
import type { Observation } from '../../../host-server/drivers/driver.ts';
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
  counters?: { boot?: number; root?: number };
  circumstances?: Partial<Circumstances>;
  plan: Partial<Plan>;
}

const rows: Row[] = [
  { title: 'a new server is made', desired: 'running', generations: [1, 0], seen: 'absent', plan: { walk: 'up', restart: false, status: 'running' } },
  { title: 'a half-made server is made on', desired: 'running', generations: [1, 0], seen: 'created', plan: { walk: 'up', restart: false } },
  { title: 'a reached generation that runs is left alone', desired: 'running', generations: [1, 1], status: 'running', seen: 'running', plan: { walk: 'none', status: 'running' } },
  { title: 'a running server without its port gets it', desired: 'running', generations: [1, 1], status: 'running', seen: 'running', circumstances: { portsMissing: true }, plan: { walk: 'up', restart: false } },
  { title: 'a server that is lost from the machine is made again', desired: 'running', generations: [1, 1], status: 'running', seen: 'prepared', plan: { walk: 'up' } },
  { title: 'a server that ended by itself is released', desired: 'running', generations: [1, 1], status: 'running', seen: 'exited', plan: { walk: 'release', status: 'exited' } },
  { title: 'a server that ended with the machine is made again', desired: 'running', generations: [1, 1], status: 'running', seen: 'exited', circumstances: { machineRebooted: true }, plan: { walk: 'up' } },
  { title: 'a server that has ended stays ended', desired: 'running', generations: [1, 1], status: 'exited', seen: 'exited', plan: { walk: 'none', status: 'exited' } },
  { title: 'a server that has ended stays ended when the machine was rebooted', desired: 'running', generations: [1, 1], status: 'exited', seen: 'prepared', circumstances: { machineRebooted: true }, plan: { walk: 'none', status: 'exited' } },
  { title: 'an ended server is started by a new generation', desired: 'running', generations: [2, 1], status: 'exited', seen: 'exited', plan: { walk: 'up', restart: false } },
  { title: 'a higher boot counter restarts', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', counters: { boot: 1 }, plan: { walk: 'up', restart: true, freshRoot: false } },
  { title: 'a higher root counter restarts with a fresh root', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', counters: { root: 1 }, plan: { walk: 'up', restart: true, freshRoot: true } },
  { title: 'another change does not restart', desired: 'running', generations: [2, 1], status: 'running', seen: 'running', plan: { walk: 'up', restart: false } },
  { title: 'a failed generation is left', desired: 'running', generations: [1, 1], status: 'error', seen: 'prepared', plan: { walk: 'none', status: 'error' } },
  { title: 'a failed generation is tried again when somebody asks', desired: 'running', generations: [1, 1], status: 'error', seen: 'prepared', circumstances: { force: true }, plan: { walk: 'up' } },
  { title: 'a failed server is tried again by a new generation', desired: 'running', generations: [2, 1], status: 'error', seen: 'prepared', plan: { walk: 'up' } },
  { title: 'a running server is stopped', desired: 'stopped', generations: [2, 1], status: 'running', seen: 'running', plan: { walk: 'stop', status: 'stopped' } },
  { title: 'a stopped server stays so', desired: 'stopped', generations: [2, 2], status: 'stopped', seen: 'prepared', plan: { walk: 'none', status: 'stopped' } },
  { title: 'a stopped server that runs is stopped again', desired: 'stopped', generations: [2, 2], status: 'stopped', seen: 'running', plan: { walk: 'stop' } },
  { title: 'a server made stopped is stopped', desired: 'stopped', generations: [1, 0], seen: 'absent', plan: { walk: 'stop', status: 'stopped' } },
  { title: 'a deleted server is removed', desired: 'absent', generations: [2, 1], status: 'running', seen: 'running', plan: { walk: 'remove', status: 'absent' } },
  { title: 'a deleted server that never was is removed too: half-made things may be there', desired: 'absent', generations: [2, 0], seen: 'absent', plan: { walk: 'remove' } },
  { title: 'a removed server is left', desired: 'absent', generations: [2, 2], status: 'absent', seen: 'absent', plan: { walk: 'none', status: 'absent' } },
];

t.test('what is done follows from what is wanted, what was reached and what is there', async (t) => {
  for (const row of rows) {
    const [generation, observedGeneration] = row.generations;
    const spec = serverSpec({ generation, desired: row.desired, boot: row.counters?.boot ?? 0, root: row.counters?.root ?? 0 });
    const record: ServerRecord = { id: spec.id, generation, spec, observedGeneration, status: row.status, appliedBoot: 0, appliedRoot: 0, fault: undefined, outcome: {} };
    const circumstances = { force: false, portsMissing: false, machineRebooted: false, ...row.circumstances };
    t.match(planFor(record, { serverId: spec.id, state: row.seen }, circumstances), row.plan, row.title);
  }
  t.end();
});
