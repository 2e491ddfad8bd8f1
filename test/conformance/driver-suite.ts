/**
 * What every driver must do, whichever way it runs servers. A driver's own test gives a harness: a driver on an empty
 * machine, a way to make another driver object on that same machine (as after a restart of the host-server), and servers
 * that behave as asked.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Driver, DriverServer, Observation } from '../../host-server/drivers/driver.ts';

export type Behaviour = 'runs' | 'ignores-stop-signal' | 'exits-with-3' | 'unusable';

export interface DriverHarness {
  driver: Driver;
  reopen(): Driver;
  /** A new server, each time with another id. */
  server(behaviour: Behaviour): DriverServer;
  /** What it tells of one that exits by itself; 3 unless given, because a machine knows no codes. */
  exitCode?: number;
  /** Resolves when a started server has set up how it takes signals. */
  untilReady(serverId: string): Promise<void>;
  /** Leaves nothing of the suite on the machine. */
  close(): Promise<void>;
}

export async function driverSuite(t: Test, name: string, factory: () => Promise<DriverHarness>): Promise<void> {
  const harness = await factory();
  const { driver, exitCode = 3 } = harness;
  const run = async (behaviour: Behaviour): Promise<DriverServer> => {
    const server = harness.server(behaviour);
    await driver.prepare(server);
    await driver.create(server);
    await driver.start(server.id);
    return server;
  };
  /** A machine takes seconds to boot: only where it counts how the guest takes signals is that waited for. */
  const runReady = async (behaviour: Behaviour): Promise<DriverServer> => {
    const server = await run(behaviour);
    await harness.untilReady(server.id);
    return server;
  };
  const state = async (id: string): Promise<Observation['state']> => (await driver.observe(id)).state;
  const check = (sentence: string, body: (t: Test) => Promise<void>): Promise<unknown> =>
    t.test(`${name}: ${sentence}`, async t => {
      await body(t);
      // What still runs would only slow the next ones down.
      for (const { serverId } of await driver.list()) await driver.remove(serverId);
    });
  try {
    await check('a server that it never saw is absent', async t => {
      t.same(await driver.observe('never-seen'), { serverId: 'never-seen', state: 'absent' });
    });

    await check('an id that could leave its folder is refused', async t => {
      for (const id of ['../x', '', '.', 'a/b', 'a.b', '-rf']) await t.rejects(driver.stop(id, 0), { code: 'bad-request' });
    });

    await check('preparing makes a prepared server, also twice', async t => {
      const server = harness.server('runs');
      await driver.prepare(server);
      await driver.prepare(server);
      t.equal(await state(server.id), 'prepared');
      t.ok((await driver.list()).some(seen => seen.serverId === server.id));
    });

    await check('creating answers where the network goes, and the same when asked again', async t => {
      const server = harness.server('runs');
      await driver.prepare(server);
      const first = await driver.create(server);
      if (first.netnsPath !== undefined) t.equal(first.netnsPath, `/proc/${first.pid}/ns/net`);
      t.same(await driver.create(server), first);
      t.match(await driver.observe(server.id), { state: 'created', pid: first.pid });
    });

    await check('creating prepares what is not prepared', async t => {
      const server = harness.server('runs');
      await driver.create(server);
      t.equal(await state(server.id), 'created');
    });

    await check('starting lets it run, and nothing happens when it runs already', async t => {
      const server = await run('runs');
      const seen = await driver.observe(server.id);
      t.match(seen, { state: 'running', pid: Number, startedAt: /^20\d\d-/ });
      await driver.start(server.id);
      t.same(await driver.observe(server.id), seen);
      t.equal((await driver.create(server)).pid, seen.pid, 'a running one is not made again');
    });

    await check('what was not created cannot be started', async t => {
      const server = harness.server('runs');
      await t.rejects(driver.start(server.id), { code: 'start-failed' });
      await driver.prepare(server);
      await t.rejects(driver.start(server.id), { code: 'start-failed' });
    });

    await check('an image without its program is a fault that says so, and can be removed', async t => {
      const server = harness.server('unusable');
      await t.rejects(driver.create(server), { code: 'image-unusable' });
      t.equal(await state(server.id), 'prepared');
      await driver.remove(server.id);
      t.equal(await state(server.id), 'absent');
    });

    await check('stopping ends a running server and keeps its root, also twice', async t => {
      const server = await runReady('runs');
      const began = performance.now();
      await driver.stop(server.id, 20_000);
      t.ok(performance.now() - began < 10_000, 'it obeyed the signal');
      t.equal(await state(server.id), 'prepared');
      await driver.stop(server.id, 0);
    });

    await check('stopping ends what was created and never started', async t => {
      const server = harness.server('runs');
      await driver.create(server);
      await driver.stop(server.id, 20_000);
      t.equal(await state(server.id), 'prepared');
    });

    await check('stopping what is not there does nothing', async t => {
      await driver.stop('never-seen', 0);
      t.equal(await state('never-seen'), 'absent');
    });

    await check('what ignores the stop signal is killed after its time', async t => {
      const [server, another] = await Promise.all([runReady('ignores-stop-signal'), runReady('ignores-stop-signal')]);
      const hurry = new AbortController();
      const stopping = driver.stop(server.id, 600_000, hurry.signal);
      await new Promise(resolve => setTimeout(resolve, 200));
      t.equal(await state(server.id), 'running', 'the signal alone did not end it');
      hurry.abort();
      await stopping;
      t.equal(await state(server.id), 'prepared', 'and nobody has to wait when it is in a hurry');
      await driver.stop(another.id, 300);
      t.equal(await state(another.id), 'prepared');
    });

    await check('a stopped server starts again', async t => {
      const server = await run('runs');
      const before = await driver.observe(server.id);
      await driver.stop(server.id, 0);
      const { pid } = await driver.create(server);
      await driver.start(server.id);
      t.not(pid, before.pid);
      t.match(await driver.observe(server.id), { state: 'running', pid });
    });

    await check('pausing halts a running server where it is, and resuming lets it run on, each also twice', async t => {
      const server = await run('runs');
      if (!driver.capabilities.pause) {
        await t.rejects(driver.pause(server.id), { code: 'not-supported' });
        return;
      }
      const before = await driver.observe(server.id);
      await driver.pause(server.id);
      await driver.pause(server.id);
      t.same(await driver.observe(server.id), { ...before, state: 'paused' });
      await driver.start(server.id);
      t.equal(await state(server.id), 'paused', 'starting is not resuming');
      t.equal((await harness.reopen().observe(server.id)).state, 'paused', 'a driver that comes later sees it');
      await driver.resume(server.id);
      await driver.resume(server.id);
      t.same(await driver.observe(server.id), before);
    });

    await check('suspending puts a server to rest, and it comes back', async t => {
      const server = await runReady('runs');
      const { suspend } = driver.capabilities;
      if (suspend === false) {
        await t.rejects(driver.suspend(server.id), { code: 'not-supported' });
        return;
      }
      const { pid } = await driver.observe(server.id);
      await driver.suspend(server.id);
      await driver.suspend(server.id);
      t.equal((await harness.reopen().observe(server.id)).state, suspend === 'frozen' ? 'paused' : 'suspended');
      if (suspend === 'frozen') {
        await driver.resume(server.id);
        t.match(await driver.observe(server.id), { state: 'running', pid });
      } else {
        t.notOk((await driver.observe(server.id)).pid, 'nothing of it runs');
        await driver.create(server);
        await driver.start(server.id);
        t.equal(await state(server.id), 'running');
      }
    });

    await check('what does not run is not paused, suspended or resumed', async t => {
      const server = harness.server('runs');
      await driver.prepare(server);
      if (driver.capabilities.pause) {
        await t.rejects(driver.pause(server.id), { code: 'conflict' });
        await t.rejects(driver.resume(server.id), { code: 'conflict' });
      }
      if (driver.capabilities.suspend) await t.rejects(driver.suspend(server.id), { code: 'conflict' });
    });

    await check('a server at rest is stopped and removed like any other', async t => {
      const halts = [driver.capabilities.pause ? 'pause' : undefined, driver.capabilities.suspend ? 'suspend' : undefined] as const;
      for (const halt of halts.filter(each => each !== undefined)) {
        const [stopped, killed, removed] = await Promise.all([run('runs'), run('ignores-stop-signal'), run('runs')]);
        for (const { id } of [stopped, killed, removed]) await driver[halt](id);
        await driver.stop(stopped.id, 20_000);
        t.equal(await state(stopped.id), 'prepared');
        await driver.stop(killed.id, 100);
        t.equal(await state(killed.id), 'prepared');
        await driver.remove(removed.id);
        t.equal(await state(removed.id), 'absent');
      }
    });

    await check('a server that runs gets another size and stays the same process, where the driver can', async t => {
      const server = await run('runs');
      const before = await driver.observe(server.id);
      const size = { vcpus: 2, memoryMib: server.memoryMib * 2, diskGib: server.diskGib };
      if (!driver.capabilities.liveResize) {
        await t.rejects(driver.resize(server.id, size), { code: 'not-supported' });
        return;
      }
      await driver.resize(server.id, size);
      await driver.resize(server.id, size);
      t.same(await driver.observe(server.id), before);
      await driver.stop(server.id, 0);
      await t.rejects(driver.resize(server.id, size), { code: 'conflict' });
    });

    await check('a snapshot is one new file, of a server that runs, rests or is stopped, and leaves it as it is', async t => {
      const server = await run('runs');
      const folder = await mkdtemp(join(tmpdir(), 'sampan-snapshot-'));
      try {
        if (!driver.capabilities.snapshot) {
          await t.rejects(driver.snapshot(server.id, join(folder, 'none')), { code: 'not-supported' });
          return;
        }
        const take = async (name: string): Promise<void> => {
          const before = await driver.observe(server.id);
          const { size } = await driver.snapshot(server.id, join(folder, name));
          t.equal((await stat(join(folder, name))).size, size, name);
          t.same(await driver.observe(server.id), before, name);
        };
        await take('running');
        if (driver.capabilities.pause) await driver.pause(server.id);
        await take('paused');
        await driver.stop(server.id, 0);
        await take('stopped');
        await t.rejects(driver.snapshot(server.id, join(folder, 'stopped')), 'a file that is there is not written over');
        await t.rejects(driver.snapshot('never-seen', join(folder, 'never')));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    await check('an exit is told, with its code', async t => {
      const exits = listen(driver);
      const server = await run('exits-with-3');
      await exits.of(server.id);
      exits.close();
      t.match(await driver.observe(server.id), { state: 'exited', exitCode, startedAt: /^20/ });
      t.notOk((await driver.observe(server.id)).pid);
    });

    await check('an exited server is stopped, or created anew', async t => {
      const exits = listen(driver);
      const server = await run('exits-with-3');
      await exits.of(server.id);
      await driver.create(server);
      t.match(await driver.observe(server.id), { state: 'created', exitCode: undefined });
      await driver.start(server.id);
      await exits.of(server.id, 2);
      exits.close();
      await driver.stop(server.id, 0);
      t.equal(await state(server.id), 'prepared');
    });

    await check('what is stopped or removed is no exit, and who stopped listening hears nothing', async t => {
      const exits = listen(driver);
      const closed = listen(driver);
      closed.close();
      const [stopped, removed] = await Promise.all([run('runs'), run('runs')]);
      await driver.stop(stopped.id, 0);
      await driver.remove(removed.id);
      const fence = await run('exits-with-3');
      await exits.of(fence.id);
      exits.close();
      t.same(exits.heard, [fence.id]);
      t.same(closed.heard, []);
    });

    await check('removing takes away a running server, also twice, and what was never there', async t => {
      const server = await run('runs');
      await driver.remove(server.id);
      t.equal(await state(server.id), 'absent');
      await driver.remove(server.id);
      await driver.remove('never-seen');
      t.notOk((await driver.list()).some(seen => seen.serverId === server.id));
    });

    await check('removing takes away a prepared, a created and an exited server', async t => {
      const exits = listen(driver);
      const [prepared, created, exited] = [harness.server('runs'), harness.server('runs'), await run('exits-with-3')];
      await driver.prepare(prepared);
      await driver.create(created);
      await exits.of(exited.id);
      exits.close();
      for (const { id } of [prepared, created, exited]) {
        await driver.remove(id);
        t.equal(await state(id), 'absent');
      }
    });

    await check('a driver that comes later finds everything and can end it', async t => {
      const exits = listen(driver);
      const [running, exited] = await Promise.all([run('runs'), run('exits-with-3')]);
      const created = harness.server('runs');
      await driver.create(created);
      await exits.of(exited.id);
      exits.close();
      const later = harness.reopen();
      const found = new Map((await later.list()).map(seen => [seen.serverId, seen.state]));
      t.match([running, exited, created].map(server => found.get(server.id)), ['running', 'exited', 'created']);
      await later.start(created.id);
      t.equal(await state(created.id), 'running');
      await later.stop(running.id, 0);
      t.equal(await state(running.id), 'prepared');
    });

    await check('a driver that comes later hears of exits', async t => {
      const later = harness.reopen();
      const exits = listen(later);
      const server = await run('exits-with-3');
      await exits.of(server.id);
      exits.close();
      t.equal((await later.observe(server.id)).exitCode, exitCode);
    });

    await check('servers come and go side by side', async t => {
      const servers = Array.from({ length: 8 }, () => harness.server('runs'));
      await Promise.all(servers.map(async server => {
        await driver.create(server);
        await driver.start(server.id);
      }));
      t.same(await Promise.all(servers.map(server => state(server.id))), servers.map(() => 'running'));
      await Promise.all(servers.map(server => driver.remove(server.id)));
      t.same(await Promise.all(servers.map(server => state(server.id))), servers.map(() => 'absent'));
    });
  } finally {
    for (const { serverId } of await driver.list()) await driver.remove(serverId);
    await harness.close();
  }
}

interface Exits {
  heard: string[];
  /** Resolves when that server's exit has been told so many times. */
  of(serverId: string, times?: number): Promise<void>;
  close(): void;
}

function listen(driver: Driver): Exits {
  const heard: string[] = [];
  let look: () => void = () => undefined;
  const close = driver.onExit(serverId => {
    heard.push(serverId);
    look();
  });
  const of = (serverId: string, times = 1): Promise<void> =>
    new Promise(resolve => {
      look = () => {
        if (heard.filter(id => id === serverId).length >= times) resolve();
      };
      look();
    });
  return { heard, of, close };
}
