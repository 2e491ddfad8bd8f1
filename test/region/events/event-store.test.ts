import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { createEventHub } from '../../../region/events/event-hub.ts';
import { insertEvents, selectEvents, selectLastEventId } from '../../../region/events/event-store.ts';
import { forEachRegionDatabase, times } from '../store-world.ts';

const log = createLogger({ service: 'test', level: 'silent' });
const event = (type: string, projectId: string | null = 'p') => ({ type, at: new Date().toISOString(), projectId, serverId: 's' });

void forEachRegionDatabase(t, 'a cursor skips nothing, however transactions overlap', async (t, db) => {
  const seen: number[] = [];
  let cursor = 0;
  let writing = true;
  const reader = (async () => {
    while (writing || (await selectLastEventId(db)) > cursor) {
      const page = await selectEvents(db, cursor, 7);
      seen.push(...page.map(({ id }) => id));
      cursor = page.at(-1)?.id ?? cursor;
      if (page.length === 0) await sleep(1);
    }
  })();
  await times(60, (index) =>
    inTransaction(db, async (trx) => {
      await insertEvents(trx, [event(`a-${index}`), event(`b-${index}`)]);
      // Commits come in another order than the inserts would have, were they not made to wait.
      await sleep(Math.random() * 4);
      if (index % 10 === 9) throw new Error('rolled back');
    }),
  );
  writing = false;
  await reader;
  const all = (await selectEvents(db, 0, 1000)).map(({ id }) => id);
  t.equal(all.length, 108);
  t.same(seen, all);
});

void forEachRegionDatabase(t, 'the hub wakes readers, serves them from memory or from the table, and filters by project', async (t, db) => {
  await inTransaction(db, (trx) => insertEvents(trx, [event('old'), event('older', 'q')]));
  const hub = createEventHub({ db, log, pollMs: 20, keep: 3 });
  await hub.start();
  t.teardown(() => hub.stop());
  const signal = new AbortController().signal;
  t.same((await hub.read(0, { projectId: 'p' })).events.map(({ type }) => type), ['old'], 'what is older comes from the table');
  const start = await hub.latest();
  t.equal(await hub.waitBeyond(start, 30, signal), false);
  const waiting = hub.waitBeyond(start, 5000, signal);
  await inTransaction(db, (trx) => insertEvents(trx, [event('new')]));
  hub.notify();
  t.equal(await waiting, true);
  const polled = hub.waitBeyond(await hub.latest(), 5000, signal);
  await inTransaction(db, (trx) => insertEvents(trx, [event('of another process'), event('x', 'q'), event('y'), event('z')]));
  t.equal(await polled, true, 'the poll finds what nobody told');
  let cursor = start;
  const types: string[] = [];
  while (cursor < (await hub.latest())) {
    const page = await hub.read(cursor, { projectId: 'p' });
    types.push(...page.events.map(({ type }) => type));
    cursor = page.cursor;
  }
  t.same(types, ['new', 'of another process', 'y', 'z']);
});
