/**
 * The stock `openstack` client of Debian, unmodified, with tokens, application credentials, credentials and limits. It is
 * here because it needs the package python3-openstackclient, not because of root.
 */
import t from 'tap';
import { startOpenstackClient } from '../kit/openstack-client.ts';
import { startIdentityServer, uniqueName } from '../region/identity/identity-server.ts';

type Row = Record<string, unknown>;

t.setTimeout(120_000);

await t.test('the openstack client handles credentials and limits', { timeout: 120_000 }, async (t) => {
  const server = await startIdentityServer();
  const client = startOpenstackClient();
  t.teardown(async () => {
    await client.stop();
    await server.stop();
  });
  const base = { OS_AUTH_URL: server.secrets.auth_url, OS_IDENTITY_API_VERSION: '3' };
  const loginOf = (who: 'admin' | 'demo'): Record<string, string> => {
    const login = server.secrets[who];
    return {
      ...base,
      ...{ OS_USERNAME: login?.user ?? '', OS_PASSWORD: login?.password ?? '', OS_PROJECT_NAME: login?.project ?? '' },
      ...{ OS_USER_DOMAIN_NAME: 'Default', OS_PROJECT_DOMAIN_NAME: 'Default' },
    };
  };
  const [admin, demo] = [loginOf('admin'), loginOf('demo')];
  const ok = async (env: Record<string, string>, ...args: string[]): Promise<string> => {
    const { code, out, err } = await client.run(env, ...args);
    t.equal(code, 0, `${args.join(' ')}: ${err.slice(-400)}`);
    return out;
  };
  const json = async <T = Row>(env: Record<string, string>, ...args: string[]): Promise<T> => JSON.parse(await ok(env, ...args, '-f', 'json')) as T;
  const fails = async (env: Record<string, string>, message: RegExp, ...args: string[]): Promise<void> => {
    t.match(await client.run(env, ...args), { code: 1, err: message }, args.join(' '));
  };
  const text = (row: Row, key: string): string => String(row[key]);

  await t.test('tokens by password, by token and by application credential', async (t) => {
    const token = await json(demo, 'token', 'issue');
    t.match(token, { id: /^eyJ/, project_id: /^[0-9a-f]{32}$/, user_id: /^[0-9a-f]{32}$/, expires: /^\d{4}-\d\d-\d\dT/ });
    const byToken = { ...base, OS_AUTH_TYPE: 'v3token', OS_TOKEN: text(token, 'id'), OS_PROJECT_NAME: 'demo', OS_PROJECT_DOMAIN_NAME: 'Default' };
    const again = await json(byToken, 'token', 'issue');
    t.match(again, { project_id: token['project_id'], expires: token['expires'] });
    t.same((await json<Row[]>(demo, 'catalog', 'list')).map((row) => row['Type']).sort(), ['compute', 'identity', 'image', 'network', 'sampan']);
    t.match(await json(demo, 'catalog', 'show', 'compute'), { type: 'compute', name: 'nova' });
    await ok(demo, 'token', 'revoke', text(again, 'id'));
    t.equal((await server.call('GET', '/v3/auth/projects', { token: text(again, 'id') })).status, 401);
    t.equal((await server.call('GET', '/v3/auth/projects', { token: text(token, 'id') })).status, 200);
  });

  await t.test('application credentials and access rules', async (t) => {
    const rules = [{ service: 'identity', method: 'GET', path: '/v3/auth/projects' }];
    const made = await json(demo, 'application', 'credential', 'create', '--role', 'reader', '--description', 'for ci', '--expiration', '2099-01-01T00:00:00', '--access-rules', JSON.stringify(rules), 'ci');
    t.match(made, { name: 'ci', description: 'for ci', roles: 'reader', unrestricted: false, expires_at: /^2099-01-01T00:00:00/, secret: /.{40}/ });
    t.match(await json<Row[]>(demo, 'application', 'credential', 'list'), [{ Name: 'ci', ID: made['id'] }]);
    t.match(await json(demo, 'application', 'credential', 'show', 'ci'), { id: made['id'], project_id: made['project_id'] });
    const program = { ...base, OS_AUTH_TYPE: 'v3applicationcredential', OS_APPLICATION_CREDENTIAL_ID: text(made, 'id'), OS_APPLICATION_CREDENTIAL_SECRET: text(made, 'secret') };
    t.match(await json(program, 'token', 'issue'), { project_id: made['project_id'] });
    await fails(program, /access rules/, 'role', 'list');
    const listed = await json<Row[]>(demo, 'access', 'rule', 'list');
    t.match(listed, [{ Service: 'identity', Method: 'GET', Path: '/v3/auth/projects' }]);
    const rule = text(listed[0] ?? {}, 'ID');
    t.match(await json(demo, 'access', 'rule', 'show', rule), { id: rule, path: '/v3/auth/projects' });
    await fails(demo, /is used by|Failed/, 'access', 'rule', 'delete', rule);
    await ok(demo, 'application', 'credential', 'delete', 'ci');
    await ok(demo, 'access', 'rule', 'delete', rule);
    t.same(await json(demo, 'access', 'rule', 'list'), []);
    await fails(program, /HTTP 401/, 'token', 'issue');
    const own = await json(demo, 'application', 'credential', 'create', '--unrestricted', '--secret', 'chosen by myself', 'free');
    t.match(own, { secret: 'chosen by myself', unrestricted: true });
    await ok(demo, 'application', 'credential', 'delete', 'free');
  });

  await t.test('credentials and EC2 credentials', async (t) => {
    const made = await json(admin, 'credential', 'create', '--type', 'cert', '--project', 'demo', 'demo', 'a private text');
    t.match(made, { type: 'cert', blob: 'a private text', project_id: /^[0-9a-f]{32}$/ });
    t.match(await json(admin, 'credential', 'show', text(made, 'id')), { blob: 'a private text' });
    t.match(await json<Row[]>(admin, 'credential', 'list', '--type', 'cert'), [{ ID: made['id'], Type: 'cert', Data: 'a private text' }]);
    await ok(admin, 'credential', 'set', '--user', 'demo', '--type', 'cert', '--data', 'another', text(made, 'id'));
    t.match(await json(admin, 'credential', 'show', text(made, 'id')), { blob: 'another' });
    await ok(admin, 'credential', 'delete', text(made, 'id'));
    t.same(await json(admin, 'credential', 'list'), []);
    const ec2 = await json(demo, 'ec2', 'credentials', 'create');
    t.match(ec2, { access: /^[0-9a-f]{32}$/, secret: /^[0-9a-f]{64}$/, project_id: /^[0-9a-f]{32}$/, user_id: /^[0-9a-f]{32}$/ });
    t.match(await json<Row[]>(demo, 'ec2', 'credentials', 'list'), [{ Access: ec2['access'], Secret: ec2['secret'] }]);
    t.match(await json(demo, 'ec2', 'credentials', 'show', text(ec2, 'access')), { secret: ec2['secret'] });
    await ok(demo, 'ec2', 'credentials', 'delete', text(ec2, 'access'));
    t.same(await json(demo, 'ec2', 'credentials', 'list'), []);
  });

  await t.test('registered limits and limits', async (t) => {
    const resource = uniqueName('volumes');
    const made = await json(admin, 'registered', 'limit', 'create', '--service', 'nova', '--default-limit', '10', '--description', 'how many', resource);
    t.match(made, { resource_name: resource, default_limit: 10, description: 'how many', region_id: null });
    const id = text(made, 'id');
    await ok(admin, 'registered', 'limit', 'set', '--default-limit', '12', id);
    t.match(await json(admin, 'registered', 'limit', 'show', id), { default_limit: 12 });
    t.match(await json<Row[]>(admin, 'registered', 'limit', 'list', '--resource-name', resource), [{ 'Resource Name': resource, 'Default Limit': 12 }]);
    const limit = await json(admin, 'limit', 'create', '--project', 'demo', '--service', 'nova', '--resource-limit', '40', resource);
    t.match(limit, { resource_name: resource, resource_limit: 40, domain_id: null });
    await ok(admin, 'limit', 'set', '--resource-limit', '41', text(limit, 'id'));
    t.match(await json(demo, 'limit', 'show', text(limit, 'id')), { resource_limit: 41 });
    t.match(await json<Row[]>(demo, 'limit', 'list'), [{ 'Resource Name': resource, 'Resource Limit': 41 }]);
    await fails(admin, /project limits associated|Failed|HTTP 403/, 'registered', 'limit', 'delete', id);
    await ok(admin, 'limit', 'delete', text(limit, 'id'));
    await ok(admin, 'registered', 'limit', 'delete', id);
    t.same(await json(admin, 'registered', 'limit', 'list', '--resource-name', resource), []);
  });

  await t.test('policies are kept', async (t) => {
    t.same(await json(admin, 'policy', 'list'), []);
  });

  t.notMatch(server.logged(), /"level":"(error|warn)"/);
  t.notMatch(server.logged(), /a private text|chosen by myself/);
});
