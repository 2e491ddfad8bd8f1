import t from 'tap';
import { readRange } from '../../../image-service/layers/byte-range.ts';

const etag = '"sha256:x"';

t.test('ranges of RFC 9110 are read, and what may be ignored is', async (t) => {
  const cases: [string | undefined, ReturnType<typeof readRange>][] = [
    [undefined, undefined],
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=10-', { first: 10, last: 99 }],
    ['bytes=10-500', { first: 10, last: 99 }],
    ['bytes=-10', { first: 90, last: 99 }],
    ['bytes=-500', { first: 0, last: 99 }],
    ['Bytes=5-9', { first: 5, last: 9 }],
    ['bytes=9-5', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['pages=1-2', undefined],
    ['nonsense', undefined],
  ];
  for (const [range, expected] of cases) t.same(readRange(range, undefined, etag, 100), expected, String(range));
});

t.test('a range outside is a 416 that tells the size', async (t) => {
  for (const range of ['bytes=100-', 'bytes=100-200', 'bytes=-0']) {
    t.throws(() => readRange(range, undefined, etag, 100), { code: 'range-not-satisfiable', headers: { 'Content-Range': 'bytes */100' } } as { code: string });
  }
  t.throws(() => readRange('bytes=-5', undefined, etag, 0), { code: 'range-not-satisfiable' });
});

t.test('If-Range gives the whole when the version is another', async (t) => {
  t.same(readRange('bytes=5-9', etag, etag, 100), { first: 5, last: 9 });
  t.equal(readRange('bytes=5-9', '"sha256:y"', etag, 100), undefined);
  t.equal(readRange('bytes=500-', '"sha256:y"', etag, 100), undefined);
});
