import t from 'tap';
import { SharedWork } from '../../../host-server/layers/shared-work.ts';

const none = (): void => undefined;
const never = new AbortController().signal;

t.test('work is done once for all who ask meanwhile, and again for who asks later', async (t) => {
  const work = new SharedWork<number>();
  let runs = 0;
  const run = async (): Promise<number> => {
    runs += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return runs;
  };
  t.same(await Promise.all([work.join('a', never, none, run), work.join('a', never, none, run), work.join('b', never, none, run)]), [2, 2, 2]);
  t.equal(runs, 2);
  t.equal(await work.join('a', never, none, run), 3);
});

t.test('everybody who waits hears how far it is', async (t) => {
  const work = new SharedWork<void>();
  const heard: string[] = [];
  const run = async (_: AbortSignal, progress: (done: number) => void): Promise<void> => {
    await Promise.resolve();
    progress(50);
  };
  await Promise.all([work.join('a', never, (done) => heard.push(`first ${done}`), run), work.join('a', never, (done) => heard.push(`second ${done}`), run)]);
  t.same(heard, ['first 50', 'second 50']);
});

t.test('one who gives up leaves the work to the others; when the last has gone it is aborted', async (t) => {
  const work = new SharedWork<string>();
  const signals: AbortSignal[] = [];
  const run = async (signal: AbortSignal): Promise<string> => {
    signals.push(signal);
    await new Promise((resolve) => setTimeout(resolve, 10));
    signal.throwIfAborted();
    return 'done';
  };
  const [one, two] = [new AbortController(), new AbortController()];
  const first = work.join('a', one.signal, none, run);
  const second = work.join('a', two.signal, none, run);
  one.abort(new Error('first left'));
  await t.rejects(first, { message: 'first left' });
  t.notOk(signals[0]?.aborted);
  t.equal(await second, 'done');

  const third = work.join('a', two.signal, none, run);
  two.abort(new Error('last left'));
  await t.rejects(third, { message: 'last left' });
  t.ok(signals[1]?.aborted);
  t.equal(await work.join('a', never, none, run), 'done', 'who comes now begins anew');
});

t.test('a failure is everybody’s, and the next one tries again', async (t) => {
  const work = new SharedWork<number>();
  const fail = (): Promise<number> => Promise.reject(new Error('broken'));
  await Promise.all([t.rejects(work.join('a', never, none, fail)), t.rejects(work.join('a', never, none, fail))]);
  t.equal(await work.join('a', never, none, () => Promise.resolve(1)), 1);
});
