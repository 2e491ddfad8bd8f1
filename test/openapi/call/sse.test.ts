import { Readable } from 'node:stream';
import t from 'tap';
import { followEvents, serverEvents } from '../../../openapi/call/sse.ts';
import { Fault } from '../../../openapi/serve/fault.ts';

const chunks = (...parts: string[]): Readable => Readable.from(parts.map((part) => Buffer.from(part)));

t.test('events are read across chunks, letters cut in half and comments', async (t) => {
  const text = Buffer.from(': hello\n\nid: 1\nevent: server.active\ndata: {"name":"ü"}\n\ndata: a\ndata: b\n\n');
  const cut = text.indexOf(0xc3) + 1;
  const events = [];
  for await (const event of serverEvents(Readable.from([text.subarray(0, cut), text.subarray(cut)]))) events.push(event);
  t.match(events, [
    { id: '1', event: 'server.active', data: '{"name":"ü"}' },
    { event: 'message', data: 'a\nb' },
  ]);
});

t.test('leaving the loop lets the stream go', async (t) => {
  const body = new Readable({ read: () => undefined });
  body.push('data: 1\n\n');
  for await (const event of serverEvents(body)) if (event.data === '1') break;
  t.equal(body.destroyed, true);
});

t.test('a follower comes back with the last id after a cut and after a service that is away', async (t) => {
  const opened: (string | undefined)[] = [];
  const controller = new AbortController();
  const answers: (() => Readable)[] = [
    () => chunks('id: 1\ndata: a\n\n'),
    () => {
      throw new Fault('unavailable', 'away');
    },
    () => chunks('id: 2\ndata: b\n\n'),
  ];
  const seen: string[] = [];
  const open = async (last: string | undefined): Promise<Readable> => {
    opened.push(last);
    const next = answers.shift();
    if (!next) throw new Fault('unavailable', 'no more');
    return next();
  };
  for await (const { data } of followEvents({ open, signal: controller.signal, delayMs: 1, lastEventId: '0' })) {
    seen.push(data);
    if (data === 'b') controller.abort();
  }
  t.same([seen, opened], [['a', 'b'], ['0', '1', '1']]);
});

t.test('a refusal that will not heal is thrown', async (t) => {
  const open = (): Promise<Readable> => Promise.reject(new Fault('forbidden', 'not yours'));
  const follow = async (): Promise<void> => {
    for await (const event of followEvents({ open, signal: new AbortController().signal })) t.fail(event.data);
  };
  await t.rejects(follow(), { code: 'forbidden' });
});
