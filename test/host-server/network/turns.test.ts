import t from 'tap';
import { allDone } from '../../../host-server/network/all-done.ts';
import { Turns } from '../../../host-server/network/turns.ts';

t.test('work on one key runs in order, also after a failure, and other keys do not wait', async t => {
  const turns = new Turns();
  const order: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>(resolve => { release = resolve; });
  const first = turns.change('a', async () => {
    await held;
    order.push('a1');
    throw new Error('a1 failed');
  });
  const second = turns.change('a', async () => { order.push('a2'); });
  await turns.change('b', async () => { order.push('b'); });
  release();
  await t.rejects(first, /a1 failed/);
  await second;
  t.same(order, ['b', 'a1', 'a2']);
});

t.test('an observer hears of what is being changed and of what changes, not of quiet work', async t => {
  const turns = new Turns();
  let release: () => void = () => undefined;
  const before = turns.change('before', () => new Promise<void>(resolve => { release = resolve; }));
  await turns.observe(async changed => {
    await turns.change('during', async () => undefined);
    await turns.quietly('quiet', async () => undefined);
    t.same([...changed].sort(), ['before', 'during']);
    t.ok(turns.isBusy('before'));
  });
  release();
  await before;
  t.notOk(turns.isBusy('before'));
  await turns.observe(async changed => t.equal(changed.size, 0));
});

t.test('allDone waits for all before it throws', async t => {
  let isDone = false;
  const slow = new Promise<void>(resolve => setImmediate(() => {
    isDone = true;
    resolve();
  }));
  await t.rejects(allDone([Promise.reject(new Error('no')), slow]), /no/);
  t.ok(isDone);
  t.same(await allDone([Promise.resolve(1), Promise.resolve('two')]), [1, 'two']);
});
