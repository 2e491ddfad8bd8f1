import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import t from 'tap';
import { extract, pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import type { Client } from '../../openapi/call/call.ts';
import { execQuery, openProgram } from '../kit/exec-client.ts';
import type { RemoteProgram } from '../kit/exec-client.ts';
import { FakeSnapshots } from '../kit/fake-snapshots.ts';
import { openRealHost } from '../kit/real-host.ts';

// Inside real containers: a real host-server over runc; the region is a stand-in that asks as the real one does.
t.setTimeout(240_000);
const snapshots = new FakeSnapshots();
const host = await openRealHost({ images: snapshots.handlers });
let client: Client<'host'>;
const spec = host.specAt(11);
const path = { id: spec.id };

t.before(async () => {
  await host.start();
  client = host.client();
  await host.push(spec);
  await host.region.reported(spec, 'running', 60_000);
});
t.teardown(async () => {
  client?.close();
  await host.close();
});

const open = (command: readonly string[], more: Record<string, string | number | boolean> = {}): Promise<RemoteProgram> =>
  openProgram(`${host.url()}/v1/servers/${spec.id}/exec?${execQuery(command, more)}`, { 'X-Auth-Token': host.region.serviceToken() });

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const inside = async (...command: string[]): Promise<string> => {
  const { body } = await client.call('runHostExec', { path, body: { command } });
  if (body.exit_code !== 0) throw new Error(`${command.join(' ')}: ${body.exit_code} ${body.stderr}`);
  return body.stdout.trim();
};

t.test('a program without a terminal has its streams apart, its input, and its exit code', async (t) => {
  const program = await open(['/bin/sh', '-c', 'cat; echo oops >&2; echo "$GREETING $NAME" ; pwd; exit 7'], { env: 'NAME=you', cwd: '/srv' });
  program.write('some\n');
  program.write('words\n');
  program.order({ eof: true });
  t.same(await program.outcome, { exit_code: 7 });
  t.equal(program.stdout(), 'some\nwords\nhello you\n/srv\n');
  t.equal(program.stderr(), 'oops\n');
});

t.test('a program with a terminal sees its size, changes of it, and keys as signals', async (t) => {
  const program = await open(['/bin/sh'], { tty: true, columns: 100, rows: 30 });
  program.write('stty size\n');
  await program.said('30 100');
  program.order({ resize: { columns: 120, rows: 40 } });
  program.write('stty size\n');
  await program.said('40 120');
  program.write("sh -c 'echo up-$((1 + 1)); exec sleep 1000'\n");
  await program.said('up-2');
  program.write('\u0003');
  // The terminal throws away what is typed before the shell is back.
  await program.said(/\^C[^]*[#$] /);
  program.write('echo still $((40 + 2))\n');
  await program.said('still 42');
  program.write('exit 3\n');
  t.same(await program.outcome, { exit_code: 3 });
});

t.test('a signal reaches a program, and a closed connection ends it', async (t) => {
  const signalled = await open(['/bin/sleep', '1000']);
  signalled.order({ signal: 'TERM' });
  t.same(await signalled.outcome, { exit_code: 143 });
  // It may close while the program's start is not over yet.
  for (let time = 0; time < 8; time += 1) {
    const left = await open(['/bin/sh', '-c', 'echo here; exec sleep 7777']);
    await left.said('here');
    left.socket.terminate();
  }
  let seen = '';
  await host.region.until(async () => !(seen = await inside('/bin/sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "')).includes('sleep 7777'), 20_000, () => seen);
});

t.test('a client that does not read holds the program up, and not the host-server’s memory', async (t) => {
  const program = await open(['/bin/yes']);
  await program.said('y\n');
  program.socket.pause();
  const before = await residentKib();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  t.ok((await residentKib()) - before < 64 * 1024, 'it grew by less than 64 MiB');
  program.socket.terminate();
});

t.test('a program run to its end answers at once, bounded, as whom and where it was asked', async (t) => {
  const run = async (body: Record<string, unknown>) => (await client.call('runHostExec', { path, body: { command: ['/bin/true'], ...body } as { command: string[] } })).body;
  t.same(await run({ command: ['/bin/sh', '-c', 'id -u; cat'], user: 'ana', stdin: Buffer.from('in').toString('base64') }), { exit_code: 0, stdout: '1000\nin', stderr: '', truncated: false });
  t.match(await run({ command: ['/bin/sh', '-c', 'yes | dd bs=4096 count=1000'] }), { exit_code: 0, truncated: true });
  t.equal((await run({ command: ['/bin/echo', 'hé'], base64: true })).stdout, Buffer.from('hé\n').toString('base64'));
  await t.rejects(run({ command: ['/bin/sleep', '1000'], timeout_s: 1 }), { code: 'timeout', message: /did not end within 1 s/ });
  await t.rejects(run({ command: ['/no/such'] }), { code: 'image-unusable' });
  await t.rejects(client.call('runHostExec', { path: { id: randomUUID() }, body: { command: ['/bin/true'] } }), { code: 'not-found' });
});

t.test('a program with an id runs once, however often it is asked for, also behind a kill -9', async (t) => {
  const id = randomUUID();
  const order = () => client.call('runHostExec', { path, body: { id, command: ['/bin/sh', '-c', 'echo once >> /srv/runs; cat /srv/runs'] } });
  const [first, second] = await Promise.all([order(), order()]);
  t.equal(first.body.stdout, 'once\n');
  t.same(second.body, first.body);
  const cut = randomUUID();
  const slow = { id: cut, command: ['/bin/sh', '-c', 'echo slow >> /srv/runs; sleep 1000'] };
  const lost = client.call('runHostExec', { path, body: slow }).catch((error: unknown) => error);
  await host.region.until(async () => (await inside('/bin/cat', '/srv/runs')).includes('slow'));
  await host.kill();
  await lost;
  client.close();
  await host.start();
  client = host.client();
  t.same((await order()).body, first.body, 'the first result is kept');
  await t.rejects(client.call('runHostExec', { path, body: slow }), { code: 'command-failed', message: /not run again/ });
  t.equal(await inside('/bin/cat', '/srv/runs'), 'once\nslow');
  t.match((await client.call('getCommand', { path: { id: spec.id, command_id: cut } })).body, { state: 'failed', type: 'exec' });
});

t.test('100 MiB go in and come back with the same sha256, raw and as an archive', async (t) => {
  const content = randomBytes(100 * 1024 * 1024);
  const query = { path: '/srv/big', raw: true, mode: '0640', uid: 1000, gid: 1000 };
  const sent = await client.stream('writeHostFiles', { path, query, body: Readable.from([content]) });
  t.match(JSON.parse(await text(sent.body)), { files: 1, bytes: content.length, sha256: sha256(content) });
  t.equal((await inside('/bin/sha256sum', '/srv/big')).split(' ')[0], sha256(content));
  const back = await client.stream('readHostFiles', { path, query: { path: '/srv/big', raw: true } });
  t.match(back.headers, { 'x-file-mode': '0640', 'x-file-uid': '1000', 'x-file-gid': '1000', 'content-length': String(content.length) });
  t.equal(sha256(await buffer(back.body)), sha256(content));
  const archive = (await client.stream('readHostFiles', { path, query: { path: '/srv/big' } })).body.pipe(extract());
  for await (const entry of archive) t.match({ ...entry.header, sum: sha256(await buffer(entry)) }, { name: 'big', uid: 1000, mode: 0o640, sum: sha256(content) });
  await inside('/bin/rm', '/srv/big');
});

t.test('an archive is unpacked with its owners, and nothing leads out of the server', async (t) => {
  const archive = pack();
  archive.entry({ name: 'app', type: 'directory', uid: 1000, gid: 1000, mode: 0o755 } as Header);
  archive.entry({ name: 'app/run', uid: 1000, gid: 1000, mode: 0o755 } as Header, '#!/bin/sh\necho it runs\n');
  archive.finalize();
  await client.stream('writeHostFiles', { path, query: { path: '/srv' }, body: Readable.from(archive) }).then(({ body }) => text(body));
  t.equal(await inside('/srv/app/run'), 'it runs');
  t.match(await inside('/bin/ls', '-ln', '/srv/app/run'), /^-rwxr-xr-x +1 +1000 +1000/);
  const put = (where: string) => client.stream('writeHostFiles', { path, query: { path: where, raw: true }, body: Readable.from([Buffer.from('x')]) });
  await t.rejects(put('/srv/../../etc/p'), { code: 'bad-request', message: /climbs/ });
  await t.rejects(put('../../etc/p'), { code: 'bad-request' });
  await inside('/bin/ln', '-s', `${host.dir}/join-token`, '/srv/door');
  await t.rejects(client.stream('readHostFiles', { path, query: { path: '/srv/door', raw: true } }), { code: 'not-found' });
  await t.rejects(put('/proc/sysrq-trigger'), { message: /proc.sysrq-trigger/ });
});

t.test('a password becomes a hash in the server’s own /etc/shadow, and is told once', async (t) => {
  const hash = '$6$saltsaltsalt$abcdefghijklmnopqrstuvwxyz';
  const order = { id: randomUUID(), type: 'set-password' as const, password_hash: hash };
  const { body } = await client.call('runCommand', { path, body: order });
  t.match(body, { state: 'done', result: { user: 'root' } });
  t.match(await inside('/bin/cat', '/etc/shadow'), /^root:\$6\$saltsaltsalt\$abc[a-z]+:\d{5}:0:99999:7:::\nana:!:/);
  t.match(await inside('/bin/ls', '-ln', '/etc/shadow'), /^-rw-r----- +1 +0 +0/);
  t.match((await client.call('runCommand', { path, body: { ...order, id: randomUUID(), user: 'nobody-here' } })).body, { state: 'failed', fault: { code: 'bad-request', message: /nobody-here/ } });
  t.notMatch(host.output(), /saltsalt/, 'no log holds it');
});

t.test('a console is a shell', async (t) => {
  const { default: WebSocket } = await import('ws');
  const socket = new WebSocket(`${host.url().replace('http', 'ws')}/v1/servers/${spec.id}/console?type=serial`, { headers: { 'X-Auth-Token': host.region.serviceToken() } });
  let screen = '';
  const said = new Promise<void>((resolve) => socket.on('message', (data: Buffer) => /it is 42/.test((screen += data.toString())) && resolve()));
  socket.once('open', () => socket.send('echo it is $((6 * 7))\n'));
  await said;
  t.match(screen, /it is 42/);
  socket.close();
  const refused = new WebSocket(`${host.url().replace('http', 'ws')}/v1/servers/${spec.id}/console?type=vnc`, { headers: { 'X-Auth-Token': host.region.serviceToken() } });
  const status = await new Promise((resolve) => refused.once('unexpected-response', (_, response) => resolve(response.statusCode)));
  t.equal(status, 409);
});

t.test('statistics count processors, memory, processes, disk and network', async (t) => {
  const before = (await client.call('getHostStats', { path })).body;
  await inside('/bin/sh', '-c', 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; dd if=/dev/zero of=/srv/zeros bs=1M count=8');
  const after = (await client.call('getHostStats', { path })).body;
  t.ok(after.cpu.time_ns > before.cpu.time_ns);
  t.match(after, { cpu: { count: 1 }, memory: { limit_bytes: 64 * 1024 * 1024 }, network: [{ name: 'eth0', mac_address: 'fa:16:3e:00:00:0b' }] });
  t.match(await (await fetch(`${host.url()}/metrics`)).text(), new RegExp(`sampan_server_memory_bytes\\{server_id="${spec.id}",server="${spec.name}",project_id="${spec.project_id}",kind="container"\\} \\d+`));
  t.ok(after.memory.used_bytes > 0 && after.uptime_s > 0 && (after.processes ?? 0) >= 1);
});

t.test('the log is read whole, by its end, and followed as it grows', async (t) => {
  const log = async (query: Record<string, unknown> = {}): Promise<string> => text((await client.stream('readHostLog', { path, query })).body);
  t.equal(await log(), 'started\n');
  const say = (words: string) => inside('/bin/sh', '-c', `while [ -f /srv/say ]; do sleep 0.05; done; echo ${words} > /srv/new; mv /srv/new /srv/say`);
  const following = (await client.stream('readHostLog', { path, query: { tail: 0, follow: true } })).body;
  let seen = '';
  const heard = new Promise<void>((resolve) => following.on('data', (chunk: Buffer) => ((seen += chunk.toString()).includes('third') ? resolve() : undefined)));
  for (const words of ['first', 'second', 'third']) await say(words);
  await heard;
  t.equal(seen, 'first\nsecond\nthird\n');
  following.destroy();
  t.equal(await log({ tail: 2 }), 'second\nthird\n');
  t.match(await log({ tail: 1, timestamps: true }), /^\d{4}-\d\d-\d\dT\S+ third\n$/);
  t.equal(await log({ since: new Date(Date.now() + 60_000).toISOString() }), '');
});

t.test('a snapshot is one layer of what the server changed; a cut upload goes on, and a server starts from it', async (t) => {
  await inside('/bin/sh', '-c', 'echo kept > /srv/kept; mkdir -p /srv/sub; echo 1 > /srv/sub/file');
  const imageId = randomUUID();
  snapshots.cutAfter = 1000;
  const order = { id: randomUUID(), type: 'snapshot' as const, image_id: imageId };
  const { body } = await client.call('runCommand', { path, body: order, timeoutMs: 30_000 });
  t.match(body, { state: 'done', result: { image_id: imageId, size: Number } });
  const sent = snapshots.uploads.get(imageId);
  t.equal(sent?.parentId, host.image.layerId);
  t.ok((sent?.bytes.length ?? Infinity) < 16 * 1024 * 1024, 'the image below did not travel');
  t.match((await client.call('runCommand', { path, body: order })).body, body, 'asked again, it is the same one');
  const chain = host.layers.add(snapshots.chainOn(host.image, imageId));
  const copy = { ...host.specAt(12), image: { id: chain.imageId, layer_id: chain.layerId } };
  await host.push(copy);
  await host.region.reported(copy, 'running', 60_000);
  const read = (await client.call('runHostExec', { path: { id: copy.id }, body: { command: ['/bin/cat', '/srv/kept', '/srv/sub/file'] } })).body;
  t.match(read, { exit_code: 0, stdout: 'kept\n1\n' });
  await host.remove(copy);
});

t.test('a stopped server is not entered, and its files are still there', async (t) => {
  const stopped = { ...spec, generation: spec.generation + 1, desired: 'stopped' as const };
  await host.push(stopped);
  await host.region.reported(stopped, 'stopped');
  await t.rejects(client.call('runHostExec', { path, body: { command: ['/bin/true'] } }), { code: 'conflict', message: /stopped/ });
  t.equal(await text((await client.stream('readHostFiles', { path, query: { path: '/srv/runs', raw: true } })).body), 'once\nslow\n');
  Object.assign(spec, stopped);
});

async function residentKib(): Promise<number> {
  const metrics = await (await fetch(`${host.url()}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1] ?? 0) / 1024;
}
