/**
 * The stock `openstack` command of Debian against the identity service, unmodified: what it prints is what its users
 * see. It is here because it needs the package python3-openstackclient, not because of root.
 */
import t from 'tap';
import type { Login } from '../../region/identity/secrets-file.ts';
import { startOpenstackClient } from '../kit/openstack-client.ts';
import type { Ran } from '../kit/openstack-client.ts';
import { startIdentityServer, uniqueName } from '../region/identity/identity-server.ts';

type Row = Record<string, unknown>;

t.setTimeout(300_000);

await t.test('the openstack client works with the identity service', { timeout: 300_000 }, async (t) => {
  const server = await startIdentityServer();
  const client = startOpenstackClient();
  t.teardown(async () => {
    await client.stop();
    await server.stop();
  });

  const environment = (login: Pick<Login, 'user' | 'password' | 'domain'> | undefined, scope: Record<string, string>): Record<string, string> => ({
    OS_AUTH_URL: server.secrets.auth_url,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: login?.user ?? '',
    OS_PASSWORD: login?.password ?? '',
    OS_USER_DOMAIN_NAME: login?.domain ?? '',
    ...scope,
  });
  const as = (login: Login | undefined) => (...args: string[]): Promise<Ran> =>
    client.run(environment(login, { OS_PROJECT_NAME: login?.project ?? '', OS_PROJECT_DOMAIN_NAME: login?.domain ?? '' }), ...args);
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
    await ok(demo('user', 'password', 'set', `--original-password=${before}`, '--password', 'a new one'));
    t.equal((await demo('token', 'issue')).code, 1);
    await ok(as({ user: 'demo', password: 'a new one', project: 'demo', domain: 'Default' })('token', 'issue'));
  });

  await t.test('users and projects are deleted', async (t) => {
    await ok(admin('user', 'delete', user));
    await ok(admin('project', 'delete', project));
    t.equal((await admin('project', 'show', project)).code, 1);
    t.match(await rows('domain', 'list', '--name', 'Default'), [{ ID: 'default', Name: 'Default' }]);
    t.match(await rows('region', 'list'), [{ Region: 'RegionOne' }]);
  });

  await t.test('domains are created, listed, shown, changed, and deleted once disabled', async (t) => {
    const domain = uniqueName('domain');
    t.match(await json('domain', 'create', '--description', 'hello', domain), { name: domain, description: 'hello', enabled: true });
    t.match(await admin('domain', 'create', domain), { code: 1, err: /Duplicate entry found with name/ });
    t.ok((await rows('domain', 'list')).some((row) => row['Name'] === domain && row['Enabled'] === true));
    t.match(await rows('domain', 'list', '--name', domain), [{ Name: domain, Description: 'hello' }]);
    t.match(await admin('domain', 'delete', domain), { code: 1, err: /please disable it first/ });
    await ok(admin('domain', 'set', '--disable', '--description', 'bye', domain));
    t.match(await json('domain', 'show', domain), { enabled: false, description: 'bye' });
    await ok(admin('domain', 'delete', domain));
    t.match(await admin('domain', 'show', domain), { code: 1, err: /No domain with a name or ID/ });
  });

  await t.test('projects lie below projects, with tags to find them by', async (t) => {
    const [top, below] = [uniqueName('top'), uniqueName('below')];
    const parent = await json('project', 'create', '--tag', 'blue', top);
    t.match(await json('project', 'create', '--parent', top, '--tag', 'blue', '--tag', 'red', below), { parent_id: parent['id'] });
    t.same((await rows('project', 'list', '--tags', 'blue,red')).map((row) => row['Name']), [below]);
    t.same((await rows('project', 'list', '--parent', top)).map((row) => row['Name']), [below]);
    await ok(admin('project', 'set', '--remove-tag', 'red', below));
    await ok(admin('project', 'set', '--tag', 'green', below));
    const shown = await json('project', 'show', '--parents', below);
    t.same(shown['parents'], { [String(parent['id'])]: { default: null } });
    t.same(new Set(shown['tags'] as string[]), new Set(['blue', 'green']), 'the client keeps them in a set of its own, without order');
    t.match(await json('project', 'show', '--children', top), { subtree: {} });
    t.match(await admin('project', 'delete', top), { code: 1, err: /Failed to delete project/ });
    await ok(admin('project', 'delete', below));
    await ok(admin('project', 'delete', top));
  });

  await t.test('groups have members, who have the group\'s roles', async (t) => {
    const [group, person, place] = [uniqueName('group'), uniqueName('user'), uniqueName('project')];
    t.match(await json('group', 'create', '--description', 'hello', group), { name: group, description: 'hello', domain_id: 'default' });
    await ok(admin('project', 'create', place));
    await ok(admin('user', 'create', '--password', 'pw', person));
    t.match(await admin('group', 'contains', 'user', group, person), { err: /not in group/ });
    await ok(admin('group', 'add', 'user', group, person));
    t.match(await ok(admin('group', 'contains', 'user', group, person)), /in group/);
    t.same((await rows('user', 'list', '--group', group)).map((row) => row['Name']), [person]);
    t.same((await rows('group', 'list', '--user', person)).map((row) => row['Name']), [group]);
    await ok(admin('role', 'add', '--group', group, '--project', place, 'member'));
    t.match(await rows('role', 'assignment', 'list', '--names', '--group', group), [{ Role: 'member', Group: `${group}@Default`, Project: `${place}@Default`, Inherited: false }]);
    const effective = await rows('role', 'assignment', 'list', '--names', '--effective', '--user', person);
    t.same(effective.map((row) => [row['Role'], row['User'], row['Project']]), ['member', 'reader'].map((role) => [role, `${person}@Default`, `${place}@Default`]));
    const own = as({ user: person, password: 'pw', project: place, domain: 'Default' });
    t.same((await rows('project', 'list', '--user', person)).map((row) => row['Name']), [place]);
    await ok(own('token', 'issue'));
    await ok(admin('group', 'remove', 'user', group, person));
    t.equal((await own('token', 'issue')).code, 1);
    await ok(admin('role', 'remove', '--group', group, '--project', place, 'member'));
    await ok(admin('group', 'set', '--name', `${group}-2`, '--description', 'bye', group));
    t.match(await json('group', 'show', `${group}-2`), { description: 'bye' });
    t.ok((await rows('group', 'list')).some((row) => row['Name'] === `${group}-2`));
    await ok(admin('group', 'delete', `${group}-2`));
    await ok(admin('user', 'delete', person));
    await ok(admin('project', 'delete', place));
  });

  await t.test('roles are given in domains and in the system, and handed down to projects', async (t) => {
    const [domain, person, group] = [uniqueName('domain'), uniqueName('user'), uniqueName('group')];
    await ok(admin('domain', 'create', domain));
    await ok(admin('project', 'create', '--domain', domain, 'inside'));
    await ok(admin('user', 'create', '--domain', domain, '--password', 'pw', person));
    await ok(admin('group', 'create', '--domain', domain, group));
    const login = { user: person, password: 'pw', domain };
    const inDomain = (...args: string[]): Promise<Ran> => client.run(environment(login, { OS_DOMAIN_NAME: domain }), ...args);
    const inProject = (...args: string[]): Promise<Ran> => client.run(environment(login, { OS_PROJECT_NAME: 'inside', OS_PROJECT_DOMAIN_NAME: domain }), ...args);
    const inSystem = (...args: string[]): Promise<Ran> => client.run(environment(login, { OS_SYSTEM_SCOPE: 'all' }), ...args);
    const listed = (...args: string[]): Promise<Row[]> => rows('role', 'assignment', 'list', '--names', ...args);
    const user = ['--user', person, '--user-domain', domain];

    await ok(admin('role', 'add', ...user, '--domain', domain, 'admin'));
    t.match(await listed(...user), [{ Role: 'admin', User: `${person}@${domain}`, Domain: domain, Project: '', System: '', Inherited: false }]);
    t.match(JSON.parse(await ok(inDomain('token', 'issue', '-f', 'json'))), { domain_id: /^[0-9a-f]{32}$/ });
    await ok(inDomain('user', 'create', '--domain', domain, 'made-by-its-admin'));
    t.same(JSON.parse(await ok(inDomain('user', 'list', '-f', 'json'))).map((row: Row) => row['Name']), ['made-by-its-admin', person].sort());
    t.match(await inDomain('domain', 'create', 'not-mine'), { code: 1, err: /HTTP 403/ });
    t.match(await inDomain('flavor', 'list'), { code: 1 });

    t.equal((await inProject('token', 'issue')).code, 1);
    await ok(admin('role', 'add', ...user, '--domain', domain, '--inherited', 'member'));
    await ok(inProject('token', 'issue'));
    t.match(await listed(...user, '--inherited'), [{ Role: 'member', Domain: domain, Inherited: true }]);
    await ok(admin('role', 'remove', ...user, '--domain', domain, '--inherited', 'member'));
    t.same(await listed(...user, '--inherited'), []);

    t.equal((await inSystem('token', 'issue')).code, 1);
    await ok(admin('role', 'add', ...user, '--system', 'all', 'reader'));
    t.match(JSON.parse(await ok(inSystem('token', 'issue', '-f', 'json'))), { system: 'all' });
    t.match(await listed(...user, '--system', 'all'), [{ Role: 'reader', System: 'all' }]);
    t.ok((JSON.parse(await ok(inSystem('user', 'list', '-f', 'json'))) as Row[]).length > 4);
    await ok(admin('role', 'remove', ...user, '--system', 'all', 'reader'));

    const ofGroup = ['--group', group, '--group-domain', domain];
    for (const scope of [['--system', 'all'], ['--domain', domain], ['--project', 'inside', '--project-domain', domain], ['--project', 'inside', '--project-domain', domain, '--inherited']]) {
      await ok(admin('role', 'add', ...ofGroup, ...scope, 'reader'));
    }
    t.equal((await listed(...ofGroup)).length, 4);
    await ok(admin('role', 'remove', ...ofGroup, '--domain', domain, 'reader'));
    t.equal((await listed(...ofGroup)).length, 3);
    t.match(await admin('role', 'remove', ...ofGroup, '--domain', domain, 'reader'), { code: 1, err: /Could not find role assignment/ });

    await ok(admin('domain', 'set', '--disable', domain));
    t.equal((await inDomain('token', 'issue')).code, 1);
    await ok(admin('domain', 'delete', domain));
    t.same(await rows('user', 'list', '--long').then((all) => all.filter((row) => row['Name'] === person)), []);
  });

  await t.test('roles are changed, belong to domains, and imply others', async (t) => {
    const [role, domain] = [uniqueName('role'), uniqueName('domain')];
    t.match(await json('role', 'create', '--description', 'hello', role), { name: role, description: 'hello', domain_id: null });
    await ok(admin('role', 'set', '--description', 'bye', '--name', `${role}-2`, role));
    t.match(await json('role', 'show', `${role}-2`), { description: 'bye' });
    t.same((await rows('implied', 'role', 'list')).map((row) => `${String(row['Prior Role Name'])} ${String(row['Implied Role Name'])}`).sort(), ['admin manager', 'manager member', 'member reader']);
    await ok(admin('implied', 'role', 'create', `${role}-2`, '--implied-role', 'reader'));
    t.ok((await rows('implied', 'role', 'list')).some((row) => row['Prior Role Name'] === `${role}-2` && row['Implied Role Name'] === 'reader'));
    await ok(admin('implied', 'role', 'delete', `${role}-2`, '--implied-role', 'reader'));
    t.equal((await rows('implied', 'role', 'list')).length, 3);
    t.match(await admin('implied', 'role', 'create', 'reader', '--implied-role', 'admin'), { code: 1, err: /HTTP 403/ });
    await ok(admin('role', 'delete', `${role}-2`));
    await ok(admin('domain', 'create', domain));
    t.match(await json('role', 'create', '--domain', domain, 'local'), { name: 'local', domain_id: /^[0-9a-f]{32}$/ });
    t.same((await rows('role', 'list', '--domain', domain)).map((row) => row['Name']), ['local']);
    await ok(admin('role', 'delete', '--domain', domain, 'local'));
  });

  await t.test('services, endpoints and regions are created, listed, shown, changed and deleted', async (t) => {
    const service = uniqueName('service');
    t.match(await json('service', 'create', '--name', service, '--description', 'hello', 'object-store'), { name: service, type: 'object-store', enabled: true });
    t.ok((await rows('service', 'list', '--long')).some((row) => row['Name'] === service && row['Description'] === 'hello'));
    t.match(await json('region', 'create', '--description', 'second', 'RegionTwo'), { region: 'RegionTwo', description: 'second', parent_region: null });
    await ok(admin('region', 'create', '--parent-region', 'RegionTwo', 'below'));
    await ok(admin('region', 'set', '--description', 'changed', 'RegionTwo'));
    t.match(await json('region', 'show', 'RegionTwo'), { description: 'changed' });
    t.same((await rows('region', 'list', '--parent-region', 'RegionTwo')).map((row) => row['Region']), ['below']);
    const endpoint = await json('endpoint', 'create', '--region', 'RegionTwo', service, 'public', 'http://swift/v1/AUTH_%(project_id)s');
    t.match(endpoint, { service_name: service, interface: 'public', region: 'RegionTwo', enabled: true, url: 'http://swift/v1/AUTH_%(project_id)s' });
    const id = String(endpoint['id']);
    t.same((await rows('endpoint', 'list', '--service', service)).map((row) => row['ID']), [id]);
    t.match(await json('catalog', 'show', service), { name: service, type: 'object-store', endpoints: [{ region: 'RegionTwo', url: /AUTH_[0-9a-f]{32}$/ }] });
    await ok(admin('endpoint', 'set', '--url', 'http://other', '--disable', id));
    t.match(await json('endpoint', 'show', id), { url: 'http://other', enabled: false });
    t.match(await admin('region', 'delete', 'RegionTwo'), { code: 1, err: /region/ });
    await ok(admin('endpoint', 'delete', id));
    await ok(admin('service', 'set', '--disable', '--name', `${service}-2`, service));
    t.match(await json('service', 'show', `${service}-2`), { enabled: false });
    await ok(admin('service', 'delete', `${service}-2`));
    for (const region of ['below', 'RegionTwo']) await ok(admin('region', 'delete', region));
    t.same((await rows('region', 'list')).map((row) => row['Region']), ['RegionOne']);
  });

  t.notMatch(server.logged(), /"level":"(error|warn)"/);
});
