import { inTransaction } from '../../../openapi/serve/db.ts';
import t from 'tap';
import { serverEvents } from '../../../openapi/call/sse.ts';
import type { Call } from '../../../openapi/serve/handler.ts';
import type { Operation } from '../../../openapi/contracts.ts';
import { unauthorized, unavailable } from '../../../openapi/serve/fault.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { anonymous } from '../../../openapi/serve/policy.ts';
import { createEventHub } from '../../../region/events/event-hub.ts';
import { insertEvents } from '../../../region/events/event-store.ts';
import { streamEvents } from '../../../region/events/stream-events.ts';
import { trustingVerifier } from '../../kit/trusting-verifier.ts';
import { forEachRegionDatabase } from '../store-world.ts';

type StreamCall = Call<Operation<'sampan', 'streamEvents'>>;

const event = (type: string, projectId: string) => ({ type, at: new Date().toISOString(), projectId });

void forEachRegionDatabase(t, 'a stream goes on after its cursor, shows one project, and ends when the region stops', async (t, db) => {
  const hub = createEventHub({ db, log: createLogger({ service: 'test', level: 'silent' }), pollMs: 50 });
  await inTransaction(db, (trx) => insertEvents(trx, [event('one', 'p'), event('theirs', 'q'), event('two', 'p')]));
  await hub.start();
  const open = (change: Partial<StreamCall>) =>
    streamEvents({ hub, verifier: trustingVerifier, silenceMs: 20 })({ auth: { ...anonymous, projectId: 'p' }, query: {}, headers: {}, ...change } as StreamCall);
  const { stream } = await open({ headers: { 'last-event-id': '1' } });
  const from = await open({});
  if (!stream || !from.stream) throw new Error('no stream');
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { event: type, id } of serverEvents(stream)) seen.push(`${id}:${type}`);
  })();
  const later: string[] = [];
  const readingLater = (async () => {
    for await (const { event: type } of serverEvents(from.stream)) later.push(type);
  })();
  await inTransaction(db, (trx) => insertEvents(trx, [event('theirs', 'q'), event('three', 'p')]));
  hub.notify();
  const limit = Date.now() + 5000;
  while ((seen.length < 2 || later.length < 1) && Date.now() < limit) await hub.waitBeyond(Number.MAX_SAFE_INTEGER, 20, new AbortController().signal);
  await hub.stop();
  await Promise.all([reading, readingLater]);
  t.same(seen, ['3:two', '5:three']);
  t.same(later, ['three'], 'without a cursor it starts now');
  await t.rejects(async () => open({ query: { all_projects: true } }), { name: 'Fault', message: /for admins/ });
});

void forEachRegionDatabase(t, 'a stream ends when its token is not good any more, and not because nobody can tell', async (t, db) => {
  const hub = createEventHub({ db, log: createLogger({ service: 'test', level: 'silent' }), pollMs: 50 });
  await hub.start();
  t.teardown(() => hub.stop());
  const answers = [unavailable('The keys cannot be fetched.'), unauthorized('The token was revoked.')];
  const asked: string[] = [];
  const verifier = {
    verify(token: string) {
      asked.push(token);
      return Promise.reject(answers.shift() ?? new Error('asked too often'));
    },
  };
  const auth = { ...anonymous, projectId: 'p', token: 'secret' };
  const { stream } = await streamEvents({ hub, verifier, recheckMs: 10 })({ auth, query: {}, headers: {} } as unknown as StreamCall);
  if (!stream) throw new Error('no stream');
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  t.match(text, /^: from 0/);
  t.same(asked, ['secret', 'secret']);
});
