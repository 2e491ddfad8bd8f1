import t from 'tap';
import { inProject, startIdentityServer, uniqueName } from './identity-server.ts';

void t.test('projects', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const demo = await server.login('demo', server.secrets.demo?.password ?? '');
  const create = (project: unknown) => call('POST', '/v3/projects', { token, body: { project } });
  const idOf = async (name: string): Promise<string> => (await call('GET', `/v3/projects?name=${name}`, { token })).body['projects']?.[0]?.['id'] ?? '';

  await t.test('a project is made, shown, found, changed and deleted', async (t) => {
    const name = uniqueName('p');
    const made = await create({ name, description: 'hello', tags: ['a', 'a', 'b'], options: {} });
    t.equal(made.status, 201);
    const id = made.body['project']?.['id'] ?? '';
    t.match(id, /^[0-9a-f]{32}$/);
    t.same(made.body, {
      project: {
        ...{ id, name, domain_id: 'default', description: 'hello', enabled: true, parent_id: 'default', is_domain: false },
        ...{ tags: ['a', 'b'], options: {}, links: { self: `${server.url}/identity/v3/projects/${id}` } },
      },
    });
    t.same((await call('GET', `/v3/projects/${id}`, { token })).body, made.body);
    const found = await call('GET', `/v3/projects?name=${name}`, { token });
    t.match(found.body, { projects: [{ id }], links: { self: `${server.url}/identity/v3/projects?name=${name}`, next: null, previous: null } });
    const changed = await call('PATCH', `/v3/projects/${id}`, { token, body: { project: { description: 'bye', tags: [] } } });
    t.match(changed, { status: 200, body: { project: { id, name, description: 'bye', tags: [], enabled: true } } });
    t.equal((await call('DELETE', `/v3/projects/${id}`, { token })).status, 204);
    t.match(await call('GET', `/v3/projects/${id}`, { token }), { status: 404, body: { error: { code: 404, title: 'Not Found', message: `Could not find project: ${id}.` } } });
    t.equal((await call('DELETE', `/v3/projects/${id}`, { token })).status, 404);
    t.equal((await call('PATCH', `/v3/projects/${id}`, { token, body: { project: {} } })).status, 404);
  });

  await t.test('a second project of a name is 409, by creation and by renaming', async (t) => {
    t.match(await create({ name: 'demo' }), { status: 409, body: { error: { title: 'Conflict', message: /Duplicate entry found with name demo/ } } });
    const other = (await create({ name: uniqueName('p') })).body['project']?.['id'] ?? '';
    t.equal((await call('PATCH', `/v3/projects/${other}`, { token, body: { project: { name: 'demo' } } })).status, 409);
  });

  await t.test('names and parents that do not fit are refused', async (t) => {
    for (const name of ['', '   ', 'x'.repeat(65)]) t.match(await create({ name }), { status: 400, body: { error: { message: /name/ } } });
    t.equal((await create({ name: uniqueName('p'), domain_id: 'nowhere' })).status, 404);
    t.equal((await create({ name: uniqueName('p'), parent_id: 'nowhere' })).status, 404);
    t.equal((await create({ name: uniqueName('p'), parent_id: 'default' })).status, 201);
  });

  await t.test('lists are filtered', async (t) => {
    const name = uniqueName('off');
    await create({ name, enabled: false });
    const names = async (query: string): Promise<string[]> => ((await call('GET', `/v3/projects?${query}`, { token })).body['projects'] ?? []).map((project) => project['name'] ?? '');
    t.ok((await names('enabled=False')).includes(name));
    t.notOk((await names('enabled=1')).includes(name));
    t.same(await names('domain_id=nowhere'), []);
    t.ok((await names('parent_id=default')).includes('demo'));
    t.ok((await names('')).includes('demo'));
    t.ok((await names('unknown=key')).includes('demo'), 'unknown keys are ignored');
  });

  await t.test('a tenant sees its own project and no other, and changes none', async (t) => {
    t.equal((await call('GET', `/v3/projects/${await idOf('demo')}`, { token: demo })).status, 200);
    for (const id of [await idOf('admin'), 'nonsense']) t.equal((await call('GET', `/v3/projects/${id}`, { token: demo })).status, 403);
    t.equal((await call('GET', '/v3/projects', { token: demo })).status, 403);
    t.equal((await call('POST', '/v3/projects', { token: demo, body: { project: { name: 'x' } } })).status, 403);
    t.equal((await call('DELETE', `/v3/projects/${await idOf('demo')}`, { token: demo })).status, 403);
    t.equal((await call('GET', '/v3/projects')).status, 401);
  });

  await t.test('the project of the services stays unless its protection is taken away', async (t) => {
    const id = await idOf('service');
    t.match(await call('DELETE', `/v3/projects/${id}`, { token }), { status: 403, body: { error: { message: /immutable/ } } });
    t.equal((await call('PATCH', `/v3/projects/${id}`, { token, body: { project: { enabled: false } } })).status, 403);
    const freed = await call('PATCH', `/v3/projects/${id}`, { token, body: { project: { options: { immutable: null } } } });
    t.match(freed, { status: 200, body: { project: { options: {} } } });
    t.equal((await call('PATCH', `/v3/projects/${id}`, { token, body: { project: { options: { immutable: true } } } })).status, 200);
  });

  await t.test('disabling or deleting a project revokes its tokens and no others', async (t) => {
    const name = uniqueName('p');
    const id = (await create({ name })).body['project']?.['id'] ?? '';
    const user = (await call('POST', '/v3/users', { token, body: { user: { name, password: 'pw' } } })).body['user']?.['id'] ?? '';
    const role = (await call('GET', '/v3/roles?name=member', { token })).body['roles']?.[0]?.['id'] ?? '';
    await call('PUT', `/v3/projects/${id}/users/${user}/roles/${role}`, { token });
    const inside = await server.login(name, 'pw', inProject(name));
    const unscoped = await server.login(name, 'pw', 'unscoped');
    await call('PATCH', `/v3/projects/${id}`, { token, body: { project: { enabled: false } } });
    t.equal((await call('GET', '/v3/auth/projects', { token: inside })).status, 401);
    t.match(await call('GET', '/v3/auth/projects', { token: unscoped }), { status: 200, body: { projects: [] } });
    await t.rejects(server.login(name, 'pw', inProject(name)), /401/);
    await call('PATCH', `/v3/projects/${id}`, { token, body: { project: { enabled: true } } });
    const again = await server.login(name, 'pw', inProject(name));
    t.equal((await call('GET', '/v3/auth/projects', { token: inside })).status, 401, 'what was revoked stays so');
    await call('DELETE', `/v3/projects/${id}`, { token });
    t.equal((await call('GET', '/v3/auth/projects', { token: again })).status, 401);
  });
});
