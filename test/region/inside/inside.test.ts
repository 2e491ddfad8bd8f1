import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import t from 'tap';
import type { Test } from 'tap';
import WebSocket, { WebSocketServer } from 'ws';
import type { Handlers } from '../../../openapi/serve/handler.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import { plainDiagnostics } from '../../../region/inside/diagnostics.ts';
import type { CommandView } from '../../../host-server/commands/command-view.ts';
import { startRegionWorld } from '../../kit/region-world.ts';
import type { RegionWorld } from '../../kit/region-world.ts';


interface World {
  world: RegionWorld;
  id: string;
}

/** A region with one host of that inside, and a server on it. */
async function openWorld(t: Test, inside: Partial<Handlers<'host'>>): Promise<World> {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host({ inside });
  const { body } = await world.demo.compute.call('createServer', { body: { server: { name: 'web', imageRef: world.imageId, flavorRef: '42' } } });
  const id = body.server?.id ?? '';
  await world.until(async () => (await show(world, id)).status === 'ACTIVE', 'the server');
  return { world, id };
}

const show = async (world: RegionWorld, id: string) => (await world.demo.compute.call('getServer', { path: { id } })).body.server;

const echo: Handlers<'host'>['openHostExec'] = ({ query, path }) => ({
  status: 101,
  upgrade: ({ request, socket, head }) =>
    new WebSocketServer({ noServer: true }).handleUpgrade(request, socket, head, (talk) => {
      talk.send(JSON.stringify({ id: path.id, query }));
      talk.on('message', (data: Buffer) => talk.send(data));
    }),
});

const firstMessage = (socket: WebSocket): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once('message', (data: Buffer) => resolve(data.toString()));
    socket.once('unexpected-response', (_, response) => reject(new Error(`refused with ${response.statusCode}`)));
  });

t.test('a program’s WebSocket goes through to the host, by token or by a ticket that is good once', async (t) => {
  const { world, id } = await openWorld(t, { openHostExec: echo });
  const base = `${world.url.replace('http', 'ws')}/sampan/v1`;
  const direct = new WebSocket(`${base}/servers/${id}/exec?command=/bin/sh&command=-c&tty=true`, { headers: { 'X-Auth-Token': await world.demo.tokens.token() } });
  t.same(JSON.parse(await firstMessage(direct)), { id, query: { command: ['/bin/sh', '-c'], tty: true } });
  direct.send('keys');
  t.equal(await firstMessage(direct), 'keys');
  direct.close();
  const { body: ticket } = await world.demo.sampan.call('createTicket', { path: { id }, body: { type: 'exec', exec: { command: ['/bin/true'] } } });
  const socket = new WebSocket(ticket.url);
  t.same(JSON.parse(await firstMessage(socket)), { id, query: { command: ['/bin/true'] } });
  socket.close();
  await t.rejects(firstMessage(new WebSocket(ticket.url)), /401/, 'a second use');
  await t.rejects(firstMessage(new WebSocket(`${base}/attach?token=${'x'.repeat(32)}`)), /401/);
  await t.rejects(firstMessage(new WebSocket(`${base}/servers/${id}/exec?command=x`)), /401/);
  await t.rejects(world.demo.sampan.call('createTicket', { path: { id }, body: { type: 'exec' } }), { code: 'bad-request' });
  await world.demo.compute.call('actOnServer', { path: { id }, body: { 'os-stop': null } });
  await world.until(async () => (await show(world, id)).status === 'SHUTOFF', 'the stop');
  await t.rejects(firstMessage(new WebSocket(`${base}/servers/${id}/exec?command=x`, { headers: { 'X-Auth-Token': await world.demo.tokens.token() } })), /409/);
});

t.test('files, logs, statistics and programs are the host’s, in both of our tongues', async (t) => {
  const stats = {
    at: '2026-11-21T04:00:00Z', uptime_s: 12.4, cpu: { count: 1, time_ns: 5_000 }, memory: { used_bytes: 3 * 1024 ** 2, limit_bytes: 64 * 1024 ** 2 }, processes: 2,
    disk: { read_bytes: 1, written_bytes: 2, reads: 3, writes: 4 },
    network: [{ name: 'eth0', mac_address: 'fa:16:3e:00:00:01', rx_bytes: 1, rx_packets: 2, rx_errors: 3, rx_drop: 4, tx_bytes: 5, tx_packets: 6, tx_errors: 7, tx_drop: 8 }],
  };
  const { world, id } = await openWorld(t, {
    runHostExec: ({ body }) => ({ status: 200, body: { exit_code: 0, stdout: body.command.join(' '), stderr: '', truncated: false } }),
    readHostLog: ({ query }) => ({ status: 200, stream: Readable.from([`tail ${query.tail ?? 'all'}\n`], { objectMode: false }), headers: { 'Content-Type': 'text/plain' } }),
    readHostFiles: ({ query }) => ({ status: 200, stream: Readable.from([query.path], { objectMode: false }), headers: { 'Content-Type': 'application/octet-stream', 'X-File-Mode': '0644' } }),
    writeHostFiles: async ({ query, stream }) => ({ status: 200, body: { files: 1, bytes: (await text(stream)).length, sha256: `${query.path} ${query.mode ?? ''}` } }),
    getHostStats: () => ({ status: 200, body: stats }),
  });
  const { sampan, compute } = world.demo;
  const path = { id };
  t.match((await sampan.call('runExec', { path, body: { command: ['uname', '-a'] } })).body, { stdout: 'uname -a' });
  t.equal(await text((await sampan.stream('readLog', { path, query: { tail: 5 } })).body), 'tail 5\n');
  t.match((await compute.call('actOnServer', { path, body: { 'os-getConsoleOutput': { length: 7 } } })).body, { output: 'tail 7\n' });
  t.match((await compute.call('actOnServer', { path, body: { 'os-getConsoleOutput': {} } })).body, { output: 'tail all\n' });
  const file = await sampan.stream('readFiles', { path, query: { path: '/etc/motd', raw: true } });
  t.equal(file.headers['x-file-mode'], '0644');
  t.equal(await text(file.body), '/etc/motd');
  const put = await sampan.stream('writeFiles', { path, query: { path: '/srv/x', raw: true, mode: '0600' }, body: Readable.from([Buffer.from('12345')]) });
  t.same(JSON.parse(await text(put.body)), { files: 1, bytes: 5, sha256: '/srv/x 0600' });
  t.same((await sampan.call('getStats', { path })).body, stats);
  const old = (await world.admin.compute.call('getDiagnostics', { path })).body;
  t.match(old, { cpu0_time: 5_000, 'memory': 65_536, eth0_rx: 1, eth0_tx_drop: 8 });
  t.match(plainDiagnostics({ kind: 'container', vmState: 'active', configDrive: '' }, stats), { state: 'running', uptime: 12, num_cpus: 1, memory_details: { maximum: 64, used: 3 }, nic_details: [{ mac_address: 'fa:16:3e:00:00:01', rx_octets: 1 }] });
  await t.rejects(compute.call('getDiagnostics', { path }), { code: 'forbidden' });
  await t.rejects(sampan.call('readFiles', { path, query: { path: 'etc' } }), { code: 'bad-request' });
});

t.test('a password goes to the host as a hash alone, and a guest that cannot take it is a 409', async (t) => {
  const orders: Record<string, unknown>[] = [];
  const { world, id } = await openWorld(t, {
    runCommand: ({ path, body }) => {
      orders.push(body);
      const about = { id: body.id, server_id: path.id, type: body.type, created_at: '2026-11-21T04:00:00Z' };
      if (body.user === 'ghost') return { status: 200, body: { ...about, state: 'failed', fault: { code: 'guest-agent-missing', message: 'The guest has no agent.' } } };
      return { status: 200, body: { ...about, state: 'done', result: { user: 'root' } } };
    },
  });
  t.same((await world.demo.sampan.call('setPassword', { path: { id }, body: { password: 'open sesame' } })).body, { user: 'root' });
  t.match((await world.demo.sampan.call('setPassword', { path: { id }, body: {} })).body, { user: 'root', password: /^\S{8,}$/ });
  t.equal((await world.demo.compute.call('actOnServer', { path: { id }, body: { changePassword: { adminPass: 'open sesame' } } })).status, 202);
  t.equal(orders.length, 3);
  t.match(orders[0], { type: 'set-password', password_hash: /^\$6\$/ });
  t.notMatch(JSON.stringify(orders), /sesame/);
  await t.rejects(world.demo.sampan.call('setPassword', { path: { id }, body: { user: 'ghost' } }), { code: 'guest-agent-missing', status: 409 });
  t.match((await world.demo.sampan.call('listActions', { path: { id } })).body.actions[0], { action: 'changePassword', result: 'Success' });
});

t.test('a console is a URL for one connection', async (t) => {
  const { world, id } = await openWorld(t, {
    openHostConsole: ({ query }) => ({
      status: 101,
      upgrade: ({ request, socket, head }) => new WebSocketServer({ noServer: true }).handleUpgrade(request, socket, head, (talk) => talk.send(`console ${query.type}`)),
    }),
  });
  const { compute } = world.demo;
  const old = await compute.call('actOnServer', { path: { id }, body: { 'os-getSerialConsole': { type: 'serial' } } });
  const { console: shown } = old.body as unknown as { console: { type: string; url: string } };
  t.match(shown, { type: 'serial', url: /^ws:.*\/sampan\/v1\/attach\?token=/ });
  t.equal(await firstMessage(new WebSocket(shown.url)), 'console serial');
  await t.rejects(firstMessage(new WebSocket(shown.url)), /401/);
  await t.rejects(compute.call('actOnServer', { path: { id }, body: { 'os-getVNCConsole': { type: 'novnc' } } }), { code: 'conflict', message: /no screen/ });
});

/** A host whose snapshots end as a test says. */
function snapshotHost(): { inside: Partial<Handlers<'host'>>; commands: Map<string, CommandView>; end(id: string, fault?: { code: 'disk-full'; message: string }): void } {
  const commands = new Map<string, CommandView>();
  const waiting = new Set<() => void>();
  const end = (id: string, fault?: { code: 'disk-full'; message: string }): void => {
    const command = commands.get(id);
    if (command) commands.set(id, { ...command, state: fault ? 'failed' : 'done', ...(fault ? { fault } : {}), finished_at: new Date().toISOString() });
    for (const wake of waiting) wake();
  };
  return {
    commands,
    end,
    inside: {
      runCommand: ({ path, body }) => {
        const command: CommandView = commands.get(body.id) ?? { id: body.id, server_id: path.id, type: 'snapshot', state: 'running', created_at: new Date().toISOString(), result: { image_id: body.image_id } };
        commands.set(body.id, command);
        return { status: 200, body: command };
      },
      getCommand: async ({ path }) => {
        const command = (): CommandView => {
          const found = commands.get(path.command_id);
          if (!found) throw new Fault('not-found', 'There is no such command.');
          return found;
        };
        if (command().state === 'running') await new Promise<void>((resolve) => waiting.add(resolve));
        return { status: 200, body: command() };
      },
    },
  };
}

t.test('an image of a server is queued at once, saved by its host, and told of when it is there', async (t) => {
  const host = snapshotHost();
  const { world, id } = await openWorld(t, host.inside);
  const { compute, sampan } = world.demo;
  const answer = await compute.call('actOnServer', { path: { id }, body: { createImage: { name: 'golden', metadata: { purpose: 'test' } } } });
  t.equal(answer.status, 202);
  t.match(answer.headers['location'], /\/image\/v2\/images\/[0-9a-f-]{36}$/);
  const imageId = answer.headers['location']?.split('/').at(-1) ?? '';
  t.match(world.images.images.get(imageId), { name: 'golden', status: 'queued', image_type: 'snapshot', instance_uuid: id, base_image_ref: world.imageId, purpose: 'test', visibility: 'private' });
  t.equal(world.images.orders.get(imageId)?.parent_id, (await sampan.call('getServerView', { path: { id } })).body.image.layer_id);
  await world.until(async () => host.commands.size === 1, 'the command');
  t.match(await show(world, id), { status: 'ACTIVE', 'OS-EXT-STS:task_state': 'image_snapshot' });
  await t.rejects(compute.call('actOnServer', { path: { id }, body: { 'os-stop': null } }), { code: 'conflict' });
  host.end([...host.commands.keys()][0] ?? '');
  await world.until(async () => (await show(world, id))['OS-EXT-STS:task_state'] === null, 'the end');
  const [action] = (await sampan.call('listActions', { path: { id } })).body.actions;
  t.match(action, { action: 'createImage', result: 'Success' });
  t.match(action?.phases.find(({ name }) => name === 'snapshot'), { detail: { image_id: imageId } });
  const since = await compute.call('actOnServer', { path: { id }, body: { createImage: { name: 'again' } } });
  const failing = since.headers['location']?.split('/').at(-1) ?? '';
  await world.until(async () => host.commands.size === 2, 'the second command');
  host.end([...host.commands.keys()][1] ?? '', { code: 'disk-full', message: 'The disk is full.' });
  await world.until(async () => (await show(world, id))['OS-EXT-STS:task_state'] === null, 'the failure');
  t.notOk(world.images.images.has(failing), 'an image that came to nothing is taken away');
  t.match((await sampan.call('listActions', { path: { id } })).body.actions[0], { action: 'createImage', result: 'Error', fault: { code: 'disk-full' } });
  await t.rejects(compute.call('actOnServer', { path: { id }, body: { createImage: { name: 'x', metadata: { owner: 'me' } } } }), { code: 'bad-request' });
});

t.test('backups of one type keep as many as their rotation says', async (t) => {
  const host = snapshotHost();
  const { world, id } = await openWorld(t, host.inside);
  const made: string[] = [];
  for (let number = 1; number <= 3; number += 1) {
    const answer = await world.demo.compute.call('actOnServer', { path: { id }, body: { createBackup: { name: `b${number}`, backup_type: 'daily', rotation: 2 } } });
    made.push(answer.headers['location']?.split('/').at(-1) ?? '');
    await world.until(async () => host.commands.size === number, 'the command');
    host.end([...host.commands.keys()].at(-1) ?? '');
    await world.until(async () => (await show(world, id))['OS-EXT-STS:task_state'] === null, 'the backup');
  }
  await world.until(async () => !world.images.images.has(made[0] ?? ''), 'the rotation');
  t.ok(made.slice(1).every((image) => world.images.images.has(image)));
  t.match(world.images.images.get(made[2] ?? ''), { image_type: 'backup', backup_type: 'daily' });
});

t.test('a snapshot goes on when another process of the region takes it over, and a deleted server’s comes to nothing', async (t) => {
  const host = snapshotHost();
  const { world, id } = await openWorld(t, host.inside);
  const answer = await world.demo.compute.call('actOnServer', { path: { id }, body: { createImage: { name: 'lost' } } });
  await world.until(async () => host.commands.size === 1, 'the command');
  await world.demo.compute.call('deleteServer', { path: { id } });
  host.end([...host.commands.keys()][0] ?? '', { code: 'disk-full', message: 'It was deleted.' });
  const imageId = answer.headers['location']?.split('/').at(-1) ?? '';
  await world.until(async () => !world.images.images.has(imageId), 'the image to go');
  t.pass('nothing is left');
});
