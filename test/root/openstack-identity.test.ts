/**
 * The stock `openstack` command of Debian against the identity service, unmodified: what it prints is what its users
 * see. It is here because it needs the package python3-openstackclient, not because of root.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import type { Login } from '../../region/identity/secrets-file.ts';
import { startIdentityServer, uniqueName } from '../region/identity/identity-server.ts';

const run = promisify(execFile);

interface Ran {
  code: number;
  out: string;
  err: string;
}

type Row = Record<string, unknown>;

// Each command starts a Python of its own, which takes a second, and several on a busy machine.
t.setTimeout(230_000);

await t.test('the openstack client works with the identity service', { timeout: 230_000 }, async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());

  const as = (login: Login | undefined) => async (...args: string[]): Promise<Ran> => {
    const env = {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      OS_AUTH_URL: server.secrets.auth_url,
      OS_IDENTITY_API_VERSION: '3',
      OS_USERNAME: login?.user,
      OS_PASSWORD: login?.password,
      OS_PROJECT_NAME: login?.project,
      OS_USER_DOMAIN_NAME: login?.domain,
      OS_PROJECT_DOMAIN_NAME: login?.domain,
    };
    try {
      const { stdout, stderr } = await run('openstack', args, { env, timeout: 60_000 });
      return { code: 0, out: stdout.trim(), err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
      if (typeof code !== 'number') throw error;
      return { code, out: stdout.trim(), err: stderr };
    }
  };
  const admin = as(server.secrets.admin);
  const demo = as(server.secrets.demo);
  const ok = async (ran: Promise<Ran>): Promise<string> => {
    const { code, out, err } = await ran;
    t.equal(code, 0, err);
    return out;
  };
  const json = async (...args: string[]): Promise<Row> => JSON.parse(await ok(admin(...args, '-f', 'json'))) as Row;
  const rows = async (...args: string[]): Promise<Row[]> => JSON.parse(await ok(admin(...args, '-f', 'json'))) as Row[];
  const project = uniqueName('project');
  const user = uniqueName('user');

  await t.test('a token is issued and the catalog shown', async (t) => {
    const token = await json('token', 'issue');
    t.match(await server.identity.verifier.verify(String(token['id'])), { userName: 'admin', projectName: 'admin' });
    t.match(token, { project_id: /^[0-9a-f]{32}$/, expires: /^\d{4}-\d\d-\d\dT/ });
    t.same((await rows('catalog', 'list')).map((row) => row['Type']), ['identity', 'compute', 'network', 'image', 'sampan']);
    t.equal((await rows('endpoint', 'list')).length, 15);
    await ok(admin('token', 'revoke', String(token['id'])));
    t.equal((await server.call('GET', '/v3/roles', { token: String(token['id']) })).status, 401);
  });

  await t.test('projects are created, listed, shown by name, changed', async (t) => {
    t.match(await json('project', 'create', '--description', 'hello', '--tag', 'a', project), { name: project, description: 'hello', tags: ['a'], domain_id: 'default' });
    t.match(await admin('project', 'create', project), { code: 1, err: /Duplicate entry found with name/ });
    t.ok((await rows('project', 'list')).some((row) => row['Name'] === project));
    await ok(admin('project', 'set', '--description', 'changed', project));
    t.match(await json('project', 'show', project), { description: 'changed', enabled: true });
    t.match(await admin('project', 'show', 'nowhere'), { code: 1, err: /No project with a name or ID of 'nowhere' exists/ });
  });

  await t.test('users get and lose roles', async (t) => {
    t.match(await json('user', 'create', '--password', 'pw', '--email', 'a@b.c', '--project', project, user), { name: user, email: 'a@b.c' });
    t.ok((await rows('user', 'list')).some((row) => row['Name'] === user));
    t.same((await rows('role', 'list')).map((row) => row['Name']), ['admin', 'host', 'manager', 'member', 'reader', 'service']);
    await ok(admin('role', 'add', '--user', user, '--project', project, 'member'));
    const own = as({ user, password: 'pw', project, domain: 'Default' });
    await ok(own('token', 'issue'));
    t.match(await rows('role', 'assignment', 'list', '--names', '--user', user, '--project', project), [{ Role: 'member', User: `${user}@Default`, Project: `${project}@Default` }]);
    await ok(admin('role', 'remove', '--user', user, '--project', project, 'member'));
    t.same(await rows('role', 'assignment', 'list', '--user', user), []);
    t.match(await own('token', 'issue'), { code: 1, err: /HTTP 401/ });
    await ok(admin('user', 'set', '--password', 'other', '--disable', user));
    t.match(await json('user', 'show', user), { enabled: false });
  });

  await t.test('roles are created and deleted, and those of the system stay', async (t) => {
    const role = uniqueName('role');
    t.match(await json('role', 'create', role), { name: role });
    await ok(admin('role', 'delete', role));
    t.match(await admin('role', 'delete', 'member'), { code: 1, err: /immutable/ });
  });

  await t.test('a tenant sees its own project, changes its password and lists nothing else', async (t) => {
    t.match(JSON.parse(await ok(demo('project', 'show', 'demo', '-f', 'json'))), { name: 'demo' });
    t.match(await demo('user', 'list'), { code: 1, err: /HTTP 403/ });
    t.match(await as({ user: 'demo', password: 'wrong', project: 'demo', domain: 'Default' })('token', 'issue'), { code: 1, err: /HTTP 401/ });
    const before = server.secrets.demo?.password ?? '';
    await ok(demo('user', 'password', 'set', '--original-password', before, '--password', 'a new one'));
    t.equal((await demo('token', 'issue')).code, 1);
    await ok(as({ user: 'demo', password: 'a new one', project: 'demo', domain: 'Default' })('token', 'issue'));
  });

  await t.test('users and projects are deleted', async (t) => {
    await ok(admin('user', 'delete', user));
    await ok(admin('project', 'delete', project));
    t.equal((await admin('project', 'show', project)).code, 1);
    t.match(await rows('domain', 'list'), [{ ID: 'default', Name: 'Default' }]);
    t.match(await rows('region', 'list'), [{ Region: 'RegionOne' }]);
  });

  t.notMatch(server.logged(), /"level":"(error|warn)"/);
});
