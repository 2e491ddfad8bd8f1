import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { JsonStream } from '../../../host-server/network/json-stream.ts';
import { Ovsdb } from '../../../host-server/network/ovsdb.ts';
import { SwitchConfig } from '../../../host-server/network/switch-config.ts';

interface Message {
  id: unknown;
  method?: string;
  params?: unknown[];
  result?: unknown;
}

/** A database that answers as the test says. */
async function fakeDatabase(t: Test, answer: (message: Message, socket: Socket) => unknown): Promise<{ path: string; drop: () => void }> {
  const directory = await mkdtemp(join(tmpdir(), 'ovsdb-'));
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    const stream = new JsonStream();
    socket.on('error', () => sockets.delete(socket));
    socket.on('data', chunk => {
      for (const message of stream.push(chunk) as Message[]) {
        const result = answer(message, socket);
        if (result !== undefined) socket.write(JSON.stringify({ id: message.id, result, error: null }));
      }
    });
  });
  const path = join(directory, 'db.sock');
  await new Promise<void>(resolve => server.listen(path, resolve));
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  t.teardown(async () => {
    drop();
    await new Promise(resolve => server.close(resolve));
    await rm(directory, { recursive: true });
  });
  return { path, drop };
}

t.test('answers echo requests, and gives each request its own answer', async t => {
  const echoed = new Promise(resolve => {
    const held: Message[] = [];
    void fakeDatabase(t, (message, socket) => {
      if (message.id === 'beat') {
        resolve(message.result);
        return undefined;
      }
      held.push(message);
      if (held.length === 2) {
        socket.write(JSON.stringify({ id: 'beat', method: 'echo', params: ['are', 'you', 'there'] }));
        const answers = held.reverse().map(each => JSON.stringify({ id: each.id, result: [{ params: each.params }], error: null }));
        // Two answers in one packet, in the wrong order.
        socket.write(answers.join(''));
      }
      return undefined;
    }).then(async ({ path }) => {
      const ovsdb = new Ovsdb({ socketPath: path });
      const [one, two] = await Promise.all([ovsdb.transact([{ op: 'one' }]), ovsdb.transact([{ op: 'two' }])]);
      t.same([one, two], [[{ params: ['Open_vSwitch', { op: 'one' }] }], [{ params: ['Open_vSwitch', { op: 'two' }] }]]);
      t.teardown(() => ovsdb.close());
    });
  });
  t.same(await echoed, ['are', 'you', 'there']);
});

t.test('tells the database\'s own reason when it refuses', async t => {
  const { path } = await fakeDatabase(t, () => [{}, { error: 'constraint violation', details: 'name is taken' }]);
  const ovsdb = new Ovsdb({ socketPath: path });
  t.teardown(() => ovsdb.close());
  await t.rejects(ovsdb.transact([{ op: 'insert', table: 'A' }, { op: 'insert', table: 'Port' }]), {
    code: 'network-failed', message: /insert on table Port: constraint violation: name is taken/,
  });
});

t.test('gives up on a silent database after the timeout, and cancels', async t => {
  const cancelled = new Promise(resolve => {
    void fakeDatabase(t, message => {
      if (message.method === 'cancel') resolve(message.params);
      return undefined;
    }).then(async ({ path }) => {
      const ovsdb = new Ovsdb({ socketPath: path });
      t.teardown(() => ovsdb.close());
      await t.rejects(ovsdb.transact([{ op: 'comment' }], { timeoutMs: 20 }), { code: 'timeout' });
    });
  });
  t.same(await cancelled, [1]);
});

t.test('rejects what was under way when the connection is lost, connects again and watches again', async t => {
  let drops = 1;
  const database = await fakeDatabase(t, message => {
    if (message.method === 'monitor') return { Open_vSwitch: { uuid: { new: { cur_cfg: 5 } } } };
    if (drops === 0) return [{ count: 1 }];
    drops -= 1;
    database.drop();
    return undefined;
  });
  const ovsdb = new Ovsdb({ socketPath: database.path });
  t.teardown(() => ovsdb.close());
  const seen: unknown[] = [];
  ovsdb.watch('Open_vSwitch', ['cur_cfg'], row => seen.push(row['cur_cfg']));
  await t.rejects(ovsdb.transact([{ op: 'mutate' }]), { code: 'unavailable', retryable: true });
  t.same(await ovsdb.transact([{ op: 'mutate' }]), [{ count: 1 }]);
  t.same(seen, [5, 5]);
});

t.test('says that Open vSwitch must be started when nobody listens', async t => {
  const ovsdb = new Ovsdb({ socketPath: join(tmpdir(), 'no-such-database.sock') });
  await t.rejects(ovsdb.select('Bridge', [], []), { code: 'unavailable', message: /Start Open vSwitch/ });
});

t.test('a commit is over when the switch has reached it, and not before', async t => {
  let reach: () => void = () => undefined;
  const { path } = await fakeDatabase(t, (message, socket) => {
    if (message.method === 'monitor') return { Open_vSwitch: { uuid: { new: { cur_cfg: 1 } } } };
    reach = () => {
      for (const cur_cfg of [2, 3]) {
        const tables = { Open_vSwitch: { uuid: { new: { cur_cfg } } } };
        socket.write(JSON.stringify({ id: null, method: 'update', params: [0, tables] }));
      }
    };
    return [{}, { count: 1 }, { rows: [{ next_cfg: 3 }] }];
  });
  const ovsdb = new Ovsdb({ socketPath: path });
  t.teardown(() => ovsdb.close());
  const config = new SwitchConfig(ovsdb);
  await t.rejects(config.commit([{ op: 'comment' }], { timeoutMs: 20 }), { code: 'unavailable', message: /ovs-vswitchd/ });
  const commit = config.commit([{ op: 'comment' }]);
  // The transaction is answered on the connection before this select is.
  await ovsdb.transact([{ op: 'comment' }]);
  reach();
  t.same((await commit)[0], {});
});
