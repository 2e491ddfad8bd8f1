import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { DamageWatch } from '../../../host-server/network/damage-watch.ts';
import { NewsReader } from '../../../host-server/network/openflow-news.ts';

const message = (type: number, body: Buffer): Buffer => {
  const header = Buffer.from([5, type, 0, 0, 0, 0, 0, 9]);
  header.writeUInt16BE(8 + body.length, 2);
  return Buffer.concat([header, body]);
};

/** Updates of entries with these events and cookies, as a switch tells them. */
function flowUpdates(...updates: [event: number, cookie: bigint][]): Buffer {
  const bodies = updates.map(([event, cookie]) => {
    const update = Buffer.alloc(32);
    update.writeUInt16BE(32, 0);
    update.writeUInt16BE(event, 2);
    update.writeBigUInt64BE(cookie, 16);
    return update;
  });
  return message(19, Buffer.concat([Buffer.from([0, 16, 0, 0, 0, 0, 0, 0]), ...bodies]));
}

function portStatus(reason: number, name: string, state = 0): Buffer {
  const body = Buffer.alloc(80);
  body.writeUInt8(reason, 0);
  body.write(name, 24, 'latin1');
  body.writeUInt32BE(state, 44);
  return message(12, body);
}

t.test('news are read out of a stream however it is cut, and what is no news is passed over', (t) => {
  const paused = flowUpdates([5, 7n]);
  const stream = Buffer.concat([message(0, Buffer.alloc(0)), flowUpdates([1, 17n], [2, 18n], [3, 19n]), paused, portStatus(0, 'sv1'), portStatus(2, 'sv1'), portStatus(2, 'sv2', 1), portStatus(1, 'sv0123456789a'), message(2, Buffer.from('hi')), message(21, Buffer.alloc(0))]);
  const whole = new NewsReader().push(stream);
  t.same(whole.map((news) => (news.kind === 'echo' ? news.message.subarray(8).toString() : news)), [
    { kind: 'flow', cookie: 17n }, { kind: 'flow', cookie: 18n }, { kind: 'flow', cookie: 19n }, { kind: 'port-down', deviceName: 'sv2' }, { kind: 'port-down', deviceName: 'sv0123456789a' }, 'hi', { kind: 'barrier' },
  ]);
  const reader = new NewsReader();
  t.same([...stream].flatMap((_, at) => reader.push(stream.subarray(at, at + 1))), whole, 'byte by byte');
  t.end();
});

/** A bridge's door: what comes in, and the connection to say something by. */
async function door(t: Test): Promise<{ socketPath: string; connection: Promise<Socket>; said: () => Promise<Buffer> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-door-'));
  const socketPath = join(folder, 'br.mgmt');
  let heard = Buffer.alloc(0);
  let wake = (): void => undefined;
  const server = createServer();
  const connection = new Promise<Socket>((resolve) => server.once('connection', (socket) => {
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      wake();
    });
    t.teardown(() => socket.destroy());
    resolve(socket);
  }));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  t.teardown(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const said = async (): Promise<Buffer> => {
    while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const all = heard;
    heard = Buffer.alloc(0);
    return all;
  };
  return { socketPath, connection, said };
}

t.test('a change by somebody else calls for a look, our own does not, nor does a device that is to go', async (t) => {
  const { socketPath, connection, said } = await door(t);
  const called: string[] = [];
  let wake = (): void => undefined;
  const judged: string[] = [];
  const watch = new DamageWatch({
    socketPath,
    isOwnFlow: (cookie) => cookie === 1n,
    isMissing: async (deviceName) => {
      judged.push(deviceName);
      wake();
      return Promise.resolve(deviceName === 'wanted');
    },
    onOutage: () => called.push('outage'),
    onDamage: () => {
      called.push('damage');
      wake();
    },
  });
  t.teardown(() => watch.stop());
  const socket = await connection;
  t.same([...(await said()).subarray(0, 8)], [5, 0, 0, 8, 0, 0, 0, 1], 'it says hello first');
  const next = (): Promise<void> => new Promise((resolve) => (wake = resolve));

  let told = next();
  socket.write(Buffer.concat([flowUpdates([2, 1n]), portStatus(1, 'unwanted')]));
  await told;
  t.same([judged, called], [['unwanted'], []]);

  told = next();
  socket.write(flowUpdates([2, 2n], [1, 3n]));
  await told;
  t.same(called, ['damage'], 'once for all that belongs together');

  socket.write(portStatus(1, 'wanted'));
  told = next();
  await told;
  await new Promise(setImmediate);
  t.same(called, ['damage', 'damage']);

  const heard = watch.heard();
  t.equal((await said())[1], 20, 'a barrier');
  socket.write(message(21, Buffer.alloc(0)));
  await heard;
  const lost = watch.heard();
  socket.destroy();
  await lost;
  t.equal(called.at(-1), 'outage');
});
