import t from 'tap';
import { inProject, startIdentityServer, uniqueName } from './identity-server.ts';

void t.test('domains', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const make = async (kind: string, body: object, by = token): Promise<string> => (await call('POST', `/v3/${kind}s`, { token: by, body: { [kind]: body } })).body[kind]?.['id'] ?? '';
  const roleId = async (name: string): Promise<string> => (await call('GET', `/v3/roles?name=${name}`, { token })).body['roles']?.[0]?.['id'] ?? '';
  const loginIn = async (domain: string, user: string, scope: unknown): Promise<{ status: number; token: string; body: unknown }> => {
    const identity = { methods: ['password'], password: { user: { name: user, domain: { id: domain }, password: 'pw' } } };
    const answer = await call('POST', '/v3/auth/tokens', { body: { auth: { identity, scope } } });
    return { status: answer.status, token: answer.headers.get('X-Subject-Token') ?? '', body: answer.body };
  };

  await t.test('a domain is made, shown as a domain and as a project, changed, disabled and deleted', async (t) => {
    const name = uniqueName('d');
    const made = await call('POST', '/v3/domains', { token, body: { domain: { name, description: 'hello' } } });
    t.equal(made.status, 201);
    const id = made.body['domain']?.['id'] ?? '';
    t.same(made.body, { domain: { id, name, description: 'hello', enabled: true, tags: [], options: {}, links: { self: `${server.url}/identity/v3/domains/${id}` } } });
    t.equal((await call('POST', '/v3/domains', { token, body: { domain: { name } } })).status, 409);
    t.match((await call('GET', `/v3/domains?name=${name}`, { token })).body, { domains: [{ id }], links: { next: null } });
    t.match((await call('GET', `/v3/projects/${id}`, { token })).body, { project: { id, is_domain: true, domain_id: null, parent_id: null } });
    t.ok((await call('GET', '/v3/projects?is_domain=true', { token })).body['projects']?.some((one) => one['id'] === id));
    t.match((await call('PATCH', `/v3/domains/${id}`, { token, body: { domain: { description: 'bye' } } })).body, { domain: { description: 'bye', name } });
    t.match(await call('DELETE', `/v3/domains/${id}`, { token }), { status: 403, body: { error: { message: /please disable it first/ } } });
    await call('PATCH', `/v3/domains/${id}`, { token, body: { domain: { enabled: false } } });
    t.same((await call('GET', `/v3/domains?name=${name}&enabled=true`, { token })).body['domains'], []);
    t.equal((await call('DELETE', `/v3/domains/${id}`, { token })).status, 204);
    t.match(await call('GET', `/v3/domains/${id}`, { token }), { status: 404, body: { error: { message: `Could not find domain: ${id}.` } } });
    t.equal((await call('POST', '/v3/domains', { token, body: { domain: { name } } })).status, 201, 'the name is free again');
  });

  await t.test('the domain of the services stays', async (t) => {
    t.equal((await call('PATCH', '/v3/domains/default', { token, body: { domain: { enabled: false } } })).status, 403);
    t.equal((await call('DELETE', '/v3/domains/default', { token })).status, 403);
    t.equal((await call('GET', '/v3/domains/Default', { token })).status, 404);
  });

  await t.test('disabling a domain revokes the tokens of its users and for its projects; deleting takes all in it', async (t) => {
    const domain = await make('domain', { name: uniqueName('d') });
    const project = await make('project', { name: 'p', domain_id: domain });
    await make('user', { name: 'u', domain_id: domain, password: 'pw' });
    const group = await make('group', { name: 'g', domain_id: domain });
    const guestName = uniqueName('guest');
    const guest = await make('user', { name: guestName, password: 'pw' });
    await call('PUT', `/v3/projects/${project}/users/${guest}/roles/${await roleId('member')}`, { token });
    const own = await loginIn(domain, 'u', 'unscoped');
    const guests = await loginIn('default', guestName, { project: { id: project } });
    const elsewhere = await loginIn('default', guestName, 'unscoped');
    for (const one of [own, guests, elsewhere]) t.equal((await call('GET', '/v3/auth/projects', { token: one.token })).status, 200);
    await call('PATCH', `/v3/domains/${domain}`, { token, body: { domain: { enabled: false } } });
    t.equal((await call('GET', '/v3/auth/projects', { token: own.token })).status, 401);
    t.equal((await call('GET', '/v3/auth/projects', { token: guests.token })).status, 401);
    t.match(await call('GET', '/v3/auth/projects', { token: elsewhere.token }), { status: 200, body: { projects: [] } });
    t.equal((await loginIn(domain, 'u', 'unscoped')).status, 401);
    t.equal((await call('DELETE', `/v3/domains/${domain}`, { token })).status, 204);
    for (const path of [`projects/${project}`, `groups/${group}`]) t.equal((await call('GET', `/v3/${path}`, { token })).status, 404);
  });

  await t.test('an administrator of a domain rules that domain and nothing else', async (t) => {
    const domain = await make('domain', { name: uniqueName('d') });
    const boss = await make('user', { name: 'boss', domain_id: domain, password: 'pw' });
    const [admin, member] = [await roleId('admin'), await roleId('member')];
    await call('PUT', `/v3/domains/${domain}/users/${boss}/roles/${admin}`, { token });
    const login = await loginIn(domain, 'boss', { domain: { id: domain } });
    t.match(login.body, { token: { domain: { id: domain }, roles: [{ name: 'admin' }, { name: 'manager' }, { name: 'member' }, { name: 'reader' }], catalog: [{}, {}, {}, {}, {}] } });
    const by = login.token;
    t.match((await call('GET', '/v3/auth/domains', { token: by })).body, { domains: [{ id: domain }] });

    const project = await make('project', { name: 'mine' }, by);
    t.match((await call('GET', `/v3/projects/${project}`, { token: by })).body, { project: { domain_id: domain } });
    const user = await make('user', { name: 'worker', password: 'pw' }, by);
    t.equal((await call('PUT', `/v3/projects/${project}/users/${user}/roles/${member}`, { token: by })).status, 204);
    t.same((await call('GET', '/v3/users', { token: by })).body['users']?.map((one) => one['name']), ['boss', 'worker']);
    t.same((await call('GET', '/v3/projects', { token: by })).body['projects']?.map((one) => one['name']), ['mine']);
    t.same((await call('GET', '/v3/domains', { token: by })).body['domains']?.map((one) => one['id']), [domain]);
    t.same((await call('GET', '/v3/users?domain_id=default', { token: by })).body['users'], []);
    const seen = (await call('GET', '/v3/role_assignments', { token: by })).body['role_assignments'];
    t.equal(seen?.length, 2);

    const demo = (await call('GET', '/v3/users?name=demo', { token })).body['users']?.[0]?.['id'] ?? '';
    const demoProject = (await call('GET', '/v3/projects?name=demo', { token })).body['projects']?.[0]?.['id'] ?? '';
    const refused: [string, string, object?][] = [
      ['GET', `/v3/users/${demo}`],
      ['GET', '/v3/users/nobody'],
      ['PATCH', `/v3/users/${demo}`, { user: { password: 'mine now' } }],
      ['DELETE', `/v3/projects/${demoProject}`],
      ['POST', '/v3/users', { user: { name: 'x', domain_id: 'default' } }],
      ['POST', '/v3/domains', { domain: { name: 'x' } }],
      ['POST', '/v3/projects', { project: { name: 'x', is_domain: true } }],
      ['POST', '/v3/roles', { role: { name: 'x' } }],
      ['POST', '/v3/services', { service: { type: 'x' } }],
      ['PUT', `/v3/projects/${demoProject}/users/${user}/roles/${member}`],
      ['PUT', `/v3/projects/${project}/users/${demo}/roles/${member}`],
      ['PUT', `/v3/projects/${project}/users/${user}/roles/${admin}`],
      ['PUT', `/v3/OS-INHERIT/domains/${domain}/users/${user}/roles/${admin}/inherited_to_projects`],
      ['PUT', `/v3/system/users/${user}/roles/${member}`],
    ];
    for (const [method, path, body] of refused) t.equal((await call(method, path, { token: by, ...(body && { body }) })).status, 403, `${method} ${path}`);
    t.equal((await call('PUT', `/v3/domains/${domain}/users/${user}/roles/${admin}`, { token: by })).status, 204, 'another administrator of the same domain is in its gift');

    // Whoever has power elsewhere is out of reach, or a new password would lend it.
    const strong = await make('user', { name: 'strong', domain_id: domain, password: 'pw' });
    await call('PUT', `/v3/projects/${demoProject}/users/${strong}/roles/${admin}`, { token });
    t.equal((await call('PATCH', `/v3/users/${strong}`, { token: by, body: { user: { password: 'mine' } } })).status, 403);
    const strongGroup = await make('group', { name: 'strong', domain_id: domain });
    await call('PUT', `/v3/system/groups/${strongGroup}/roles/${admin}`, { token });
    t.equal((await call('PUT', `/v3/groups/${strongGroup}/users/${boss}`, { token: by })).status, 403);
  });

  await t.test('a manager of a domain manages its users, and makes no administrators', async (t) => {
    const domain = await make('domain', { name: uniqueName('d') });
    const [admin, manager] = [await roleId('admin'), await roleId('manager')];
    const boss = await make('user', { name: 'boss', domain_id: domain, password: 'pw' });
    const lead = await make('user', { name: 'lead', domain_id: domain, password: 'pw' });
    await call('PUT', `/v3/domains/${domain}/users/${boss}/roles/${admin}`, { token });
    await call('PUT', `/v3/domains/${domain}/users/${lead}/roles/${manager}`, { token });
    const by = (await loginIn(domain, 'lead', { domain: { id: domain } })).token;
    const user = await make('user', { name: 'worker', password: 'pw' }, by);
    t.not(user, '');
    t.equal((await call('PUT', `/v3/domains/${domain}/users/${user}/roles/${manager}`, { token: by })).status, 204);
    t.equal((await call('PUT', `/v3/domains/${domain}/users/${user}/roles/${admin}`, { token: by })).status, 403);
    t.equal((await call('PATCH', `/v3/users/${boss}`, { token: by, body: { user: { password: 'mine' } } })).status, 403);
    t.equal((await call('DELETE', `/v3/users/${user}`, { token: by })).status, 204);
  });

  await t.test('a reader of the system sees all and changes nothing', async (t) => {
    const name = uniqueName('auditor');
    const auditor = await make('user', { name, password: 'pw' });
    await call('PUT', `/v3/system/users/${auditor}/roles/${await roleId('reader')}`, { token });
    const by = await server.login(name, 'pw', { system: { all: true } });
    for (const path of ['users', 'projects', 'domains', 'groups', 'services', 'endpoints', 'role_assignments', `users/${auditor}`, `system/users/${auditor}/roles`]) {
      t.equal((await call('GET', `/v3/${path}`, { token: by })).status, 200, path);
    }
    t.match((await call('GET', '/v3/auth/system', { token: by })).body, { system: [{ all: true }] });
    t.equal((await call('POST', '/v3/users', { token: by, body: { user: { name: 'x' } } })).status, 403);
    t.equal((await call('DELETE', `/v3/users/${auditor}`, { token: by })).status, 403);
    const demo = await server.login('demo', server.secrets.demo?.password ?? '', inProject('demo'));
    t.equal((await call('GET', '/v3/domains/default', { token: demo })).status, 200, 'everybody sees the own domain');
    t.equal((await call('GET', '/v3/domains', { token: demo })).status, 403);
    t.same((await call('GET', '/v3/auth/system', { token: demo })).body['system'], []);
  });
});
