import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startIdentityServer } from '../../region/identity/identity-server.ts';
import { sampan } from '../sampan.ts';

void t.test('administrators work on identity from the command line', async (t) => {
  const server = await startIdentityServer();
  const home = await mkdtemp(join(tmpdir(), 'sampan-home-'));
  t.teardown(async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });
  const { auth_url: authUrl, admin } = server.secrets;
  const env = {
    ...{ HOME: home, OS_AUTH_URL: authUrl, OS_USERNAME: admin?.user ?? '', OS_PASSWORD: admin?.password ?? '', OS_PROJECT_NAME: admin?.project ?? '' },
    ...{ OS_USER_DOMAIN_NAME: 'Default', OS_PROJECT_DOMAIN_NAME: 'Default' },
  };
  const ok = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await sampan({ env }, args);
    t.equal(code, 0, `${args.join(' ')}: ${err}`);
    return out;
  };
  const json = async <T = Record<string, unknown>>(...args: string[]): Promise<T> => JSON.parse(await ok(...args, '-f', 'json')) as T;
  const names = async (...args: string[]): Promise<unknown[]> => (await json<Record<string, unknown>[]>(...args)).map((row) => row['name'] ?? row['id']);
  const fails = async (code: number, pattern: RegExp, ...args: string[]): Promise<void> => {
    t.match(await sampan({ env }, args), { code, err: pattern }, args.join(' '));
  };

  await t.test('domains', async (t) => {
    t.match(await json('domain', 'create', 'acme', '--description', 'hello'), { name: 'acme', enabled: true });
    t.same(await names('domain', 'list'), ['Default', 'acme']);
    await fails(1, /please disable it first/, 'domain', 'delete', 'acme');
    await ok('domain', 'set', 'acme', '--disable');
    t.match(await json('domain', 'show', 'acme'), { enabled: false, description: 'hello' });
    await ok('domain', 'delete', 'acme');
    await fails(3, /No domain found/, 'domain', 'show', 'acme');
  });

  await t.test('project trees and tags', async (t) => {
    await ok('project', 'create', 'shop', '--tag', 'web', '--tag', 'old');
    await ok('project', 'create', 'web', '--parent', 'shop');
    await ok('project', 'set', 'shop', '--tag', 'new', '--remove-tag', 'old');
    t.same((await json('project', 'show', 'shop'))['tags'], ['web', 'new']);
    t.same(await names('project', 'list', '--tag', 'new'), ['shop']);
    t.same(await names('project', 'list', '--parent', 'shop'), ['web']);
    await fails(1, /not a leaf/, 'project', 'delete', 'shop');
  });

  await t.test('groups and roles in every scope', async (t) => {
    await ok('user', 'create', 'anna');
    await ok('group', 'create', 'team');
    await ok('group', 'add', 'user', 'team', 'anna', 'demo');
    t.same(await names('user', 'list', '--group', 'team'), ['anna', 'demo']);
    t.same(await names('group', 'list', '--user', 'anna'), ['team']);
    await ok('group', 'remove', 'user', 'team', 'demo');
    await ok('group', 'set', 'team', '--description', 'the shop');
    t.match(await json('group', 'show', 'team'), { description: 'the shop' });
    for (const scope of [['--project', 'shop'], ['--project', 'shop', '--inherited'], ['--domain', 'default'], ['--domain', 'default', '--inherited'], ['--system']]) {
      for (const actor of [['--group', 'team'], ['--user', 'anna']]) await ok('role', 'add', 'reader', ...actor, ...scope);
    }
    t.equal((await json<unknown[]>('role', 'assignment', 'list', '--user', 'anna')).length, 5);
    t.match(await json('role', 'assignment', 'list', '--group', 'team', '--project', 'shop', '--inherited'), [{ role: 'reader', group: 'team', scope: 'shop', inherited: true }]);
    t.match(await json('role', 'assignment', 'list', '--user', 'anna', '--system'), [{ scope: 'system' }]);
    await ok('role', 'remove', 'reader', '--user', 'anna', '--system');
    t.same(await json('role', 'assignment', 'list', '--user', 'anna', '--system'), []);
    t.ok((await json<unknown[]>('role', 'assignment', 'list', '--user', 'anna', '--effective', '--project', 'web')).length > 0);
    await fails(2, /either --user or --group/, 'role', 'add', 'reader', '--project', 'shop');
    await fails(2, /one of --project, --domain and --system/, 'role', 'add', 'reader', '--user', 'anna');
    await ok('group', 'delete', 'team');
  });

  await t.test('roles and what they imply', async (t) => {
    await ok('role', 'create', 'operator', '--description', 'runs the shop');
    await ok('role', 'set', 'operator', '--name', 'runner');
    t.match(await json('role', 'show', 'runner'), { description: 'runs the shop' });
    await ok('implied', 'role', 'create', 'runner', 'reader');
    t.ok((await json<Record<string, unknown>[]>('implied', 'role', 'list')).some((row) => row['prior_role'] === 'runner' && row['implied_role'] === 'reader'));
    await ok('implied', 'role', 'delete', 'runner', 'reader');
    await ok('role', 'delete', 'runner');
    t.notOk((await names('role', 'list')).includes('runner'));
  });

  await t.test('services, endpoints and regions', async (t) => {
    await ok('service', 'create', 'object-store', '--name', 'swift');
    await ok('region', 'create', 'RegionTwo', '--description', 'second');
    await ok('region', 'set', 'RegionTwo', '--description', 'the second');
    t.match(await json('region', 'show', 'RegionTwo'), { description: 'the second' });
    t.same(await names('region', 'list'), ['RegionOne', 'RegionTwo']);
    const { id } = await json('endpoint', 'create', 'swift', 'public', 'https://swift.example/v1', '--region', 'RegionTwo');
    t.same(await names('endpoint', 'list', '--service', 'object-store'), [id]);
    await ok('endpoint', 'set', String(id), '--url', 'https://other.example', '--disable');
    t.match(await json('endpoint', 'show', String(id)), { url: 'https://other.example', enabled: false });
    await fails(2, /none of public, internal, admin/, 'endpoint', 'create', 'swift', 'side', 'https://swift.example');
    await ok('endpoint', 'delete', String(id));
    await ok('service', 'set', 'swift', '--disable');
    t.match(await json('service', 'show', 'object-store'), { name: 'swift', enabled: false });
    await ok('service', 'delete', 'swift');
    await ok('region', 'delete', 'RegionTwo');
  });
});
