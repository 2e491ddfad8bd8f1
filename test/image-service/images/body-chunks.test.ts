import { once } from 'node:events';
import { Readable } from 'node:stream';
import t from 'tap';
import { bodyChunks } from '../../../image-service/images/body-chunks.ts';

const bodyOf = (): Readable => new Readable({ read: () => undefined });
const textOf = ({ value }: IteratorResult<Buffer>): string => String(value);

t.test('what came before a connection was cut off is there before the failure', async (t) => {
  const body = bodyOf();
  const reading = bodyChunks(body)[Symbol.asyncIterator]();
  const first = reading.next();
  for (const text of ['one', 'two', 'three']) body.push(text);
  t.equal(textOf(await first), 'one');
  body.destroy(new Error('cut off'));
  await once(body, 'error');
  t.equal(textOf(await reading.next()), 'two');
  t.equal(textOf(await reading.next()), 'three');
  await t.rejects(reading.next(), { message: 'cut off' });
});

t.test('a body that is closed before its end is a failure, and its end is the end', async (t) => {
  const closed = bodyOf();
  const reading = bodyChunks(closed)[Symbol.asyncIterator]().next();
  closed.destroy();
  await t.rejects(reading, { message: /closed/ });
  const whole = Readable.from([Buffer.from('all')], { objectMode: false });
  const chunks: string[] = [];
  for await (const chunk of bodyChunks(whole)) chunks.push(String(chunk));
  t.same(chunks, ['all']);
  for await (const chunk of bodyChunks(whole)) t.fail(`an ended body has no ${String(chunk)}`);
});

t.test('a client waits for a slow reader, and what that one leaves can still be read', async (t) => {
  const body = bodyOf();
  const reading = bodyChunks(body)[Symbol.asyncIterator]();
  const first = reading.next();
  const paused = once(body, 'pause');
  for (let sent = 0; sent < 10; sent += 1) body.push(Buffer.alloc(65_536));
  await Promise.all([first, paused]);
  await reading.return?.();
  body.push('last');
  body.push(null);
  let rest = '';
  body.on('data', (chunk: Buffer) => (rest = String(chunk.subarray(-4)))).resume();
  await once(body, 'end');
  t.equal(rest, 'last');
});
