import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t from 'tap';
import type { Test } from 'tap';
import { parse } from 'yaml';
import { run } from '../../../client/cli/run.ts';
import { writeCloud } from '../../../client/sdk/write-cloud.ts';
import { startIdentityServer } from '../../region/identity/identity-server.ts';
import type { IdentityServer } from '../../region/identity/identity-server.ts';

interface Ran {
  code: number;
  out: string;
  err: string;
}

interface World {
  server: IdentityServer;
  home: string;
  file: string;
  /** Runs a command; `answers` are typed at a terminal. */
  sampan(args: string[], env?: Record<string, string>, answers?: string[]): Promise<Ran>;
}

async function start(t: Test): Promise<World> {
  const server = await startIdentityServer();
  const home = await mkdtemp(join(tmpdir(), 'sampan-login-'));
  t.teardown(async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });
  return {
    server,
    home,
    file: join(home, '.config', 'openstack', 'clouds.yaml'),
    async sampan(args, env = {}, answers) {
      const ran: Ran = { code: 0, out: '', err: '' };
      const typed = [...(answers ?? [])];
      const terminal = Object.assign(new PassThrough(), { isTTY: true });
      ran.code = await run(args, {
        env: { HOME: home, ...env },
        cwd: home,
        stdout: { write: (text) => (ran.out += String(text)) },
        stderr: {
          write(text) {
            ran.err += String(text);
            // Each question is answered when it stands there.
            if (/: $/.test(String(text)) && typed.length > 0) setImmediate(() => terminal.write(`${typed.shift() ?? ''}\n`));
          },
        },
        ...(answers ? { stdin: terminal } : {}),
      });
      return ran;
    },
  };
}

const osEnv = ({ server }: World): Record<string, string> => ({
  ...{ OS_AUTH_URL: server.secrets.auth_url, OS_USERNAME: 'demo', OS_PASSWORD: server.secrets.demo?.password ?? '', OS_PROJECT_NAME: 'demo' },
  ...{ OS_USER_DOMAIN_NAME: 'Default', OS_PROJECT_DOMAIN_NAME: 'Default' },
});

void t.test('login leaves an entry with an application credential, and no password anywhere', async (t) => {
  const world = await start(t);
  const ran = await world.sampan(['login', 'home', '-f', 'json'], osEnv(world));
  t.equal(ran.code, 0, ran.err);
  t.match(JSON.parse(ran.out), { cloud: 'home', file: world.file, user: 'demo', project: 'demo', credential: 'application credential' });
  const text = await readFile(world.file, 'utf8');
  t.notOk(text.includes(world.server.secrets.demo?.password ?? ''));
  t.equal((await stat(world.file)).mode & 0o777, 0o600);
  t.match(parse(text), { clouds: { home: { auth_type: 'v3applicationcredential', auth: { auth_url: world.server.secrets.auth_url, application_credential_id: /^[0-9a-f]{32}$/ } } } });

  const issued = await world.sampan(['token', 'issue', '-f', 'json'], { OS_CLOUD: 'home' });
  t.match(JSON.parse(issued.out), { user_name: 'demo', project_name: 'demo' }, issued.err);
  const before = (parse(text) as { clouds: { home: { auth: { application_credential_id: string } } } }).clouds.home.auth.application_credential_id;
  t.equal((await world.sampan(['login', 'home'], osEnv(world))).code, 0);
  const listed = JSON.parse((await world.sampan(['application', 'credential', 'list', '-f', 'json'], osEnv(world))).out) as { id: string }[];
  t.equal(listed.length, 1, 'the credential of the entry before is taken back');
  t.not(listed[0]?.id, before);
});

void t.test('what nobody said is asked at the terminal, the password without showing it', async (t) => {
  const world = await start(t);
  const password = world.server.secrets.demo?.password ?? '';
  const ran = await world.sampan(['login', '--keep-password'], {}, [world.server.secrets.auth_url, 'demo', '', password]);
  t.equal(ran.code, 0, ran.err);
  t.notOk(ran.err.includes(password));
  t.match(ran.err, /Identity service \(URL\).*User: .*Project \[demo\]: .*Password: /s);
  t.match(parse(await readFile(world.file, 'utf8')), { clouds: { sampan: { auth: { username: 'demo', project_name: 'demo', password } } } });
  t.equal((await world.sampan(['token', 'issue'], { OS_CLOUD: 'sampan' })).code, 0);
  const refused = await world.sampan(['login', '--keep-password'], { ...osEnv(world), OS_PASSWORD: 'wrong' });
  t.equal(refused.code, 1);
  const mute = await world.sampan(['login'], {});
  t.equal(mute.code, 2);
  t.match(mute.err, /no terminal to ask at/);
});

void t.test('other clouds and comments of the file stay', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-clouds-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'clouds.yaml');
  await writeFile(file, '# mine\nclouds:\n  work: # the big one\n    auth: { auth_url: "http://work" }\n', { mode: 0o644 });
  t.equal(await writeCloud(file, 'home', { auth: { auth_url: 'http://home' } }), undefined);
  t.match(await writeCloud(file, 'home', { auth: { auth_url: 'http://other' } }), { auth: { auth_url: 'http://home' } });
  const text = await readFile(file, 'utf8');
  t.match(text, /# mine[\s\S]*# the big one/);
  t.match(parse(text), { clouds: { work: { auth: { auth_url: 'http://work' } }, home: { auth: { auth_url: 'http://other' } } } });
  t.equal((await stat(file)).mode & 0o777, 0o600);
  await writeFile(file, 'clouds: [');
  await t.rejects(writeCloud(file, 'x', {}), { message: /it is not YAML/ });
});

void t.test('credentials, limits and keys from the command line', async (t) => {
  const world = await start(t);
  const demo = osEnv(world);
  const admin = { ...demo, OS_USERNAME: 'admin', OS_PROJECT_NAME: 'admin', OS_PASSWORD: world.server.secrets.admin?.password ?? '' };
  const ok = async <T>(env: Record<string, string>, ...args: string[]): Promise<T> => {
    const ran = await world.sampan(args, env);
    t.equal(ran.code, 0, `${args.join(' ')}: ${ran.err}`);
    return (ran.out === '' ? undefined : JSON.parse(ran.out)) as T;
  };
  const made = await ok<{ id: string; secret: string }>(demo, 'application', 'credential', 'create', 'ci', '--role', 'reader', '--access-rule', 'compute GET /v2.1/servers/**', '-f', 'json');
  t.match(made, { name: 'ci', roles: ['reader'], access_rules: ['compute GET /v2.1/servers/**'], secret: /.{60}/ });
  const program = { OS_AUTH_URL: world.server.secrets.auth_url, OS_APPLICATION_CREDENTIAL_ID: made.id, OS_APPLICATION_CREDENTIAL_SECRET: made.secret };
  t.match(await ok(program, 'token', 'issue', '-f', 'json'), { project_name: 'demo', roles: ['reader'] });
  t.match(await ok(demo, 'application', 'credential', 'show', 'ci', '-f', 'json'), { id: made.id });
  const [rule] = await ok<{ id: string }[]>(demo, 'access', 'rule', 'list', '-f', 'json');
  await ok(demo, 'application', 'credential', 'delete', 'ci');
  await ok(demo, 'access', 'rule', 'delete', rule?.id ?? '');
  t.equal((await world.sampan(['application', 'credential', 'create', 'x', '--access-rule', 'nonsense'], demo)).code, 2);
  const ec2 = await ok<{ access: string }>(demo, 'ec2', 'credentials', 'create', '-f', 'json');
  t.match(await ok(demo, 'ec2', 'credentials', 'list', '-f', 'json'), [{ access: ec2.access }]);
  await ok(demo, 'ec2', 'credentials', 'delete', ec2.access);
  const secret = join(world.home, 'cert.pem');
  await writeFile(secret, 'a text\n');
  const credential = await ok<{ id: string }>(demo, 'credential', 'create', '--type', 'cert', '--data-file', secret, '-f', 'json');
  t.match(await ok(demo, 'credential', 'show', credential.id, '-f', 'json'), { blob: 'a text', type: 'cert' });
  await ok(demo, 'credential', 'delete', credential.id);
  const registered = await ok<{ id: string }>(admin, 'registered', 'limit', 'create', 'volumes', '--service', 'compute', '--default-limit', '10', '-f', 'json');
  await ok(admin, 'registered', 'limit', 'set', registered.id, '--default-limit', '11');
  t.match(await ok(demo, 'registered', 'limit', 'list', '-f', 'json'), [{ resource_name: 'volumes', default_limit: 11 }]);
  const limit = await ok<{ id: string }>(admin, 'limit', 'create', 'volumes', '--service', 'compute', '--project', 'demo', '--resource-limit', '40', '-f', 'json');
  await ok(admin, 'limit', 'set', limit.id, '--resource-limit', '41');
  t.match(await ok(demo, 'limit', 'show', limit.id, '-f', 'json'), { resource_limit: 41 });
  await ok(admin, 'limit', 'delete', limit.id);
  await ok(admin, 'registered', 'limit', 'delete', registered.id);
  await ok(admin, 'token', 'rotate-keys');
  t.equal((await world.sampan(['token', 'rotate-keys'], demo)).code, 1);
  await ok(demo, 'token', 'revoke', '--chain');
});
