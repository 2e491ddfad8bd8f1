import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { pullBlob } from '../../../host-server/layers/pull-blob.ts';
import type { BlobAnswer, BlobOptions } from '../../../host-server/layers/pull-blob.ts';
import { Fault, unavailable } from '../../../openapi/serve/fault.ts';

const blob = randomBytes(100_000);
const digest = `sha256:${createHash('sha256').update(blob).digest('hex')}`;

/** What each request is answered, in order; the last one answers all that come after. */
type Script = (headers: Record<string, string>) => BlobAnswer | Promise<BlobAnswer>;

function pull(scripts: Script[], options: Partial<BlobOptions> = {}): { asked: Record<string, string>[]; bytes: () => number; content: Promise<Buffer> } {
  const asked: Record<string, string>[] = [];
  let bytes = 0;
  const stream = pullBlob({
    request: async (headers) => {
      const script = scripts[Math.min(asked.length, scripts.length - 1)];
      asked.push(headers);
      if (!script) throw new Error('no script');
      return script(headers);
    },
    digest,
    size: blob.length,
    signal: new AbortController().signal,
    onBytes: (count) => (bytes += count),
    idleMs: 1000,
    tries: 3,
    retryDelayMs: 1,
    ...options,
  });
  return { asked, bytes: () => bytes, content: buffer(stream) };
}

const whole: Script = () => ({ status: 200, headers: {}, body: Readable.from([blob]) });
const rest: Script = ({ Range }) => {
  const offset = Number(/\d+/.exec(Range ?? '')?.[0] ?? 0);
  return { status: 206, headers: { 'content-range': `bytes ${offset}-${blob.length - 1}/${blob.length}` }, body: Readable.from([blob.subarray(offset)]) };
};
const broken = (bytes: number): Script => () => ({
  status: 200,
  headers: {},
  body: Readable.from(
    (async function* () {
      yield blob.subarray(0, bytes);
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('reset');
    })(),
  ),
});
const silent: Script = () => ({ status: 200, headers: {}, body: new Readable({ read: () => undefined }) });

t.test('a blob comes whole, with its bytes counted', async (t) => {
  const { content, bytes, asked } = pull([whole]);
  t.ok((await content).equals(blob));
  t.equal(bytes(), blob.length);
  t.same(asked, [{}]);
});

t.test('after a break the rest is asked for, with the digest as the condition', async (t) => {
  const { content, asked } = pull([broken(40_000), rest]);
  t.ok((await content).equals(blob));
  t.same(asked[1], { 'Range': 'bytes=40000-', 'If-Range': `"${digest}"` });
});

t.test('where the rest is not to be had, what is known is skipped', async (t) => {
  const { content, bytes } = pull([broken(40_000), whole]);
  t.ok((await content).equals(blob));
  t.equal(bytes(), blob.length);
});

t.test('an early end is a break', async (t) => {
  const early: Script = () => ({ status: 200, headers: {}, body: Readable.from([blob.subarray(0, 10)]) });
  const { content, asked } = pull([early, rest]);
  t.ok((await content).equals(blob));
  t.equal(asked.length, 2);
});

t.test('silence is a break, and enough of them without a byte between is a failure', async (t) => {
  const { content, asked } = pull([silent], { idleMs: 5 });
  await t.rejects(content, { code: 'timeout' });
  t.equal(asked.length, 3);
});

t.test('wrong content, too much content and a wrong range are refused', async (t) => {
  const wrong: Script = () => ({ status: 200, headers: {}, body: Readable.from([randomBytes(blob.length)]) });
  await t.rejects(pull([wrong]).content, { code: 'layer-failed', message: /its content is sha256:/ });
  const more: Script = () => ({ status: 200, headers: {}, body: Readable.from([blob, Buffer.from('x')]) });
  await t.rejects(pull([more]).content, { code: 'layer-failed', retryable: false });
  const shifted: Script = () => ({ status: 206, headers: { 'content-range': 'bytes 5-9/10' }, body: Readable.from([blob]) });
  await t.rejects(pull([broken(40_000), shifted]).content, { code: 'layer-failed', message: /should begin at 40000/ });
});

t.test('what is not worth another try is not tried', async (t) => {
  const refused = pull([() => Promise.reject(new Fault('not-found', 'no such layer'))]);
  await t.rejects(refused.content, { code: 'not-found' });
  t.equal(refused.asked.length, 1);
  const away = pull([() => Promise.reject(unavailable('away'))]);
  await t.rejects(away.content, { code: 'unavailable' });
  t.equal(away.asked.length, 3);
});

t.test('an empty blob is a blob', async (t) => {
  const empty: Script = () => ({ status: 200, headers: {}, body: Readable.from([]) });
  const { content } = pull([empty], { size: 0, digest: `sha256:${createHash('sha256').digest('hex')}` });
  t.equal((await content).length, 0);
});
