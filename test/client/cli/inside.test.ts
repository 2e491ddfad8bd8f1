import { mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { WebSocketServer } from 'ws';
import { ContainerFiles } from '../../../host-server/drivers/container/container-files.ts';
import type { Handlers } from '../../../openapi/serve/handler.ts';
import { startRegionWorld } from '../../kit/region-world.ts';
import { sampan } from '../sampan.ts';

/** Says what it was asked, gives its input back on both streams, and ends as it is told. */
const program: Handlers<'host'>['openHostExec'] = ({ query }) => ({
  status: 101,
  upgrade: ({ request, socket, head }) =>
    new WebSocketServer({ noServer: true }).handleUpgrade(request, socket, head, (talk) => {
      talk.send(Buffer.concat([Buffer.from([1]), Buffer.from(`${JSON.stringify(query)}\n`)]));
      talk.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) for (const channel of [1, 2]) talk.send(Buffer.concat([Buffer.from([channel]), data.subarray(1)]));
        else if (data.toString().includes('eof')) {
          talk.send(JSON.stringify({ exit_code: 3 }));
          talk.close();
        }
      });
    }),
});

t.test('servers are entered from the command line', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-cli-'));
  const root = join(folder, 'root');
  await mkdir(join(root, 'etc'), { recursive: true });
  const files = await ContainerFiles.open(root, { start: process.getuid?.() ?? 0, size: 65536 });
  const world = await startRegionWorld();
  t.teardown(async () => {
    await world.stop();
    await files.close();
    await rm(folder, { recursive: true, force: true });
  });
  await world.host({
    inside: {
      openHostExec: program,
      readHostLog: ({ query }) => ({ status: 200, stream: Readable.from([`${JSON.stringify(query)}\n`], { objectMode: false }), headers: { 'Content-Type': 'text/plain' } }),
      readHostFiles: async ({ query }) => ({ status: 200, stream: await files.pack(query.path), headers: { 'Content-Type': 'application/x-tar' } }),
      writeHostFiles: async ({ query, stream }) => ({
        status: 200,
        body: query.raw ? await files.write(query.path, stream, { mode: Number.parseInt(query.mode ?? '644', 8) }) : await files.unpack(query.path, stream),
      }),
      runCommand: ({ path, body }) => ({ status: 200, body: { id: body.id, server_id: path.id, type: body.type, state: 'done', created_at: '2026-11-21T04:00:00Z', result: { user: body.user ?? 'root' } } }),
    },
  });
  const secrets = JSON.parse(await readFile(world.secretsFile, 'utf8')) as Record<string, { user: string; password: string; project: string }>;
  const { user, password, project } = secrets['demo'] ?? { user: '', password: '', project: '' };
  const env = {
    HOME: folder, OS_AUTH_URL: `${world.url}/identity/v3`, OS_USERNAME: user, OS_PASSWORD: password, OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_ID: 'default', OS_PROJECT_DOMAIN_ID: 'default', SAMPAN_TOKEN_CACHE: 'off',
  };
  const { body } = await world.demo.compute.call('createServer', { body: { server: { name: 'web', imageRef: world.imageId, flavorRef: '42' } } });
  const id = body.server?.id ?? '';
  await world.until(async () => (await world.demo.compute.call('getServer', { path: { id } })).body.server.status === 'ACTIVE', 'the server');

  await t.test('a program has our words, our input, its streams apart, and its exit code is ours', async (t) => {
    const ran = await sampan({ env }, ['server', 'exec', 'web', '-i', '-u', 'ana', '-e', 'A=b', '--', 'cat', '-n'], { stdin: 'words\n' });
    t.equal(ran.code, 3);
    t.equal(ran.out, '{"command":["cat","-n"],"env":["A=b"],"user":"ana"}\nwords\n');
    t.equal(ran.err, 'words\n');
    t.equal((await sampan({ env }, ['server', 'exec', 'nobody', '--', 'x'])).code, 3, 'no such server');
  });

  await t.test('a log is asked for as it is wished', async (t) => {
    t.same(await sampan({ env }, ['server', 'log', 'web', '--tail', '5']), { code: 0, out: '{"tail":5}\n', err: '' });
  });

  await t.test('a file and a folder go in and come out again', async (t) => {
    await mkdir(join(folder, 'app/deep'), { recursive: true });
    await writeFile(join(folder, 'app/run'), 'run\n', { mode: 0o755 });
    await writeFile(join(folder, 'app/deep/data'), 'data\n');
    await symlink('run', join(folder, 'app/link'));
    const copy = async (from: string, to: string): Promise<void> => {
      t.same(await sampan({ env }, ['server', 'cp', from, to], { cwd: folder }), { code: 0, out: '', err: '' }, `${from} ${to}`);
    };
    await copy('./app/run', 'web:/etc/started');
    t.equal(await readFile(join(root, 'etc/started'), 'utf8'), 'run\n');
    t.equal((await stat(join(root, 'etc/started'))).mode & 0o777, 0o755);
    await copy('./app/run', 'web:/etc');
    t.equal(await readFile(join(root, 'etc/run'), 'utf8'), 'run\n');
    await copy('./app', 'web:/etc/copied');
    t.equal(await readFile(join(root, 'etc/copied/deep/data'), 'utf8'), 'data\n');
    t.equal(await readlink(join(root, 'etc/copied/link')), 'run');
    await copy('web:/etc/copied', './back');
    t.equal(await readFile(join(folder, 'back/deep/data'), 'utf8'), 'data\n');
    await copy('web:/etc/started', './single');
    t.equal(await readFile(join(folder, 'single'), 'utf8'), 'run\n');
    await copy('web:/etc/copied/.', './contents');
    t.equal(await readFile(join(folder, 'contents/run'), 'utf8'), 'run\n');
    t.match(await sampan({ env }, ['server', 'cp', './single', 'web:../../etc/p'], { cwd: folder }), { code: 1, err: /must be absolute/ });
    t.match(await sampan({ env }, ['server', 'cp', './single', 'web:/x/../../etc/p'], { cwd: folder }), { code: 1, err: /climb/ });
    t.match(await sampan({ env }, ['server', 'cp', './a', './b']), { code: 1, err: /must be in a server/ });
  });

  await t.test('a password is made and shown once, or taken from the environment and not shown', async (t) => {
    t.match(JSON.parse((await sampan({ env }, ['server', 'password', 'web', '-f', 'json'])).out), { user: 'root', password: /\S{8}/ });
    t.match(JSON.parse((await sampan({ env: { ...env, SAMPAN_SERVER_PASSWORD: 'open sesame' } }, ['server', 'password', 'web', '-u', 'ana', '-f', 'json'])).out), { user: 'ana', password: '(as given)' });
  });
});
