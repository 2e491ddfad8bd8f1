import t from 'tap';
import { JsonStream } from '../../../host-server/network/json-stream.ts';

t.test('cuts texts that came together', async t => {
  const stream = new JsonStream();
  t.same(stream.push(Buffer.from('{"a":1}[2]\n{"b":{"c":[]}}')), [{ a: 1 }, [2], { b: { c: [] } }]);
});

t.test('joins a text that came byte by byte, even inside a character', async t => {
  const stream = new JsonStream();
  const text = { word: 'Ürün – 船', nested: [{ brace: '}]"\\', quote: '\\"' }] };
  const found: unknown[] = [];
  for (const byte of Buffer.from(JSON.stringify(text) + JSON.stringify([1]))) found.push(...stream.push(Buffer.from([byte])));
  t.same(found, [text, [1]]);
});

t.test('takes brackets in strings for text', async t => {
  const stream = new JsonStream();
  t.same(stream.push(Buffer.from('{"a":"}{][')), []);
  t.same(stream.push(Buffer.from('\\"}"}')), [{ a: '}{][\\"}'.replace('\\"', '"') }]);
});

t.test('refuses what is no JSON, and texts without end', async t => {
  t.throws(() => new JsonStream().push(Buffer.from('}')), SyntaxError);
  t.throws(() => new JsonStream().push(Buffer.from('{oops}')), SyntaxError);
  t.throws(() => new JsonStream(10).push(Buffer.from('{"a":"bbbbbbbbbbbbbbb')), { message: /more than 10/ });
});
