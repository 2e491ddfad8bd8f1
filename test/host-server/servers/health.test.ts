import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import { FakeDriver } from '../../../host-server/drivers/fake/fake-driver.ts';
import { afterResult, newHealth } from '../../../host-server/servers/health-state.ts';
import type { HealthState } from '../../../host-server/servers/health-state.ts';
import { HealthWatch } from '../../../host-server/servers/health-watch.ts';
import type { ServerRecord } from '../../../host-server/servers/spec-store.ts';
import type { ServerSpec } from '../../../host-server/servers/spec.ts';
import { serverSpec } from '../../kit/server-spec.ts';

t.test('health follows from results in a row', async (t) => {
  const run = (results: string, { retries = 3, starting = 0 } = {}): string =>
    [...results].reduce<HealthState[]>((states, result, index) => [...states, afterResult(states.at(-1) ?? newHealth, result === '+', { retries, isStarting: index < starting })], [])
      .map(({ health }) => health[0]).join('');
  t.equal(run('+'), 'h');
  t.equal(run('---'), 'ssu', 'three failures are too many');
  t.equal(run('+--+---'), 'hhhhhhu', 'one success counts them anew');
  t.equal(run('---+', { retries: 1 }), 'uuuh', 'and makes it healthy again');
  t.equal(run('-----', { starting: 3, retries: 2 }), 'ssssu', 'failures in its start period do not count');
  t.equal(run('+--', { starting: 3, retries: 2 }), 'hhu', 'but for one that was healthy');
  t.end();
});

type Check = NonNullable<NonNullable<ServerSpec['container']>['health']>;

async function watchWorld(check: Check) {
  const driver = new FakeDriver();
  const spec = serverSpec({ container: { health: check } });
  const server = { id: spec.id, name: 'n', layers: [], imageConfig: {}, vcpus: 1, memoryMib: 64, diskGib: 1, hostname: 'h', nameservers: [], addresses: [] };
  await driver.create(server);
  await driver.start(spec.id);
  const events = new EventEmitter();
  const asked: { address: string; port: number; path?: string }[] = [];
  const answers: string[] = [];
  const watch = new HealthWatch({
    drivers: new Map([['container', driver]]),
    probe: async (target) => {
      asked.push(target);
      const answer = answers.shift();
      if (answer !== undefined) throw new Error(answer);
      return Promise.resolve();
    },
    onChange: (...change) => events.emit('change', ...change),
    onUnhealthy: (id) => events.emit('unhealthy', id),
    log: pino({ level: 'silent' }),
  });
  const record: ServerRecord = { id: spec.id, generation: 1, spec, observedGeneration: 1, status: 'running', appliedBoot: 0, appliedRoot: 0, applied: undefined, fault: undefined, outcome: { startedAt: 'then' } };
  return { watch, record, events, asked, answers, spec, driver };
}

t.test('a server is asked at its own address, and its health is told when it changes', async (t) => {
  const { watch, record, events, asked, answers, spec } = await watchWorld({ http: { port: 80, path: '/up' }, interval_s: 1, retries: 1 });
  try {
    answers.push('HTTP status 503');
    const first = once(events, 'change');
    watch.follow(record);
    t.equal(watch.of(spec.id), 'starting');
    t.same(await first, [spec.id, 'unhealthy', 'HTTP status 503']);
    t.same(await once(events, 'change'), [spec.id, 'healthy', undefined]);
    t.match(asked[0], { address: spec.ports[0]?.fixed_ips[0]?.ip_address, port: 80, path: '/up' });
    watch.follow({ ...record, generation: 2 });
    t.equal(watch.of(spec.id), 'healthy', 'another generation of what runs on is the same server');
    watch.follow({ ...record, outcome: { startedAt: 'later' } });
    t.equal(watch.of(spec.id), 'starting', 'another life begins anew');
    watch.follow({ ...record, status: 'stopped' });
    t.equal(watch.of(spec.id), undefined);
  } finally {
    watch.stop();
  }
});

t.test('a server that is unhealthy is restarted where that is wanted, and one that is paused is not asked', async (t) => {
  const { watch, record, events, asked, answers, spec, driver } = await watchWorld({ tcp: { port: 80 }, interval_s: 1, retries: 1, restart: true });
  try {
    answers.push('connect answered ECONNREFUSED');
    await driver.pause(spec.id);
    const healthy = once(events, 'change');
    watch.follow(record);
    t.same(await healthy, [spec.id, 'healthy', undefined]);
    t.equal(asked.length, 0);
    await driver.resume(spec.id);
    t.same(await once(events, 'unhealthy'), [spec.id]);
    t.equal(watch.of(spec.id), undefined, 'its next life is watched anew');
  } finally {
    watch.stop();
  }
});
