import t from 'tap';
import { inProject, startIdentityServer, uniqueName } from './identity-server.ts';

void t.test('roles and assignments', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const idOf = async (kind: string, name: string): Promise<string> => (await call('GET', `/v3/${kind}?name=${name}`, { token })).body[kind]?.[0]?.['id'] ?? '';
  const demoProject = await idOf('projects', 'demo');
  const member = await idOf('roles', 'member');
  const makeUser = async (): Promise<{ id: string; name: string }> => {
    const name = uniqueName('user');
    return { name, id: (await call('POST', '/v3/users', { token, body: { user: { name, password: 'pw' } } })).body['user']?.['id'] ?? '' };
  };

  await t.test('a role is made, found, shown and deleted, and the ones that the system needs stay', async (t) => {
    const name = uniqueName('role');
    const made = await call('POST', '/v3/roles', { token, body: { role: { name } } });
    t.equal(made.status, 201);
    const id = made.body['role']?.['id'] ?? '';
    t.same(made.body, { role: { id, name, description: null, domain_id: null, options: {}, links: { self: `${server.url}/identity/v3/roles/${id}` } } });
    t.equal((await call('POST', '/v3/roles', { token, body: { role: { name } } })).status, 409);
    t.same((await call('GET', `/v3/roles/${id}`, { token })).body, made.body);
    t.same((await call('GET', '/v3/roles?domain_id=x', { token })).body['roles'], []);
    t.equal((await call('DELETE', `/v3/roles/${id}`, { token })).status, 204);
    t.match(await call('GET', `/v3/roles/${id}`, { token }), { status: 404, body: { error: { message: `Could not find role: ${id}.` } } });
    t.match(await call('DELETE', `/v3/roles/${member}`, { token }), { status: 403, body: { error: { message: /immutable/ } } });
  });

  await t.test('a role in a project is given, listed, checked and taken', async (t) => {
    const { id, name } = await makeUser();
    const path = `/v3/projects/${demoProject}/users/${id}/roles/${member}`;
    t.equal((await call('HEAD', path, { token })).status, 404);
    t.equal((await call('PUT', path, { token })).status, 204);
    t.equal((await call('PUT', path, { token })).status, 204, 'given twice is as good');
    t.equal((await call('HEAD', path, { token })).status, 204);
    t.match((await call('GET', `/v3/projects/${demoProject}/users/${id}/roles`, { token })).body, { roles: [{ id: member, name: 'member' }] });
    const query = `user.id=${id}&scope.project.id=${demoProject}`;
    t.same((await call('GET', `/v3/role_assignments?${query}`, { token })).body['role_assignments'], [
      { role: { id: member }, user: { id }, scope: { project: { id: demoProject } }, links: { assignment: `${server.url}/identity${path}` } },
    ]);
    const domain = { id: 'default', name: 'Default' };
    t.match((await call('GET', `/v3/role_assignments?${query}&include_names=True`, { token })).body['role_assignments'], [
      { role: { name: 'member' }, user: { name, domain }, scope: { project: { name: 'demo', domain } } },
    ]);
    t.equal((await call('DELETE', path, { token })).status, 204);
    t.match(await call('DELETE', path, { token }), { status: 404, body: { error: { message: /Could not find role assignment with role/ } } });
  });

  await t.test('unknown parties of an assignment are named', async (t) => {
    const { id } = await makeUser();
    const put = (project: string, user: string, role: string) => call('PUT', `/v3/projects/${project}/users/${user}/roles/${role}`, { token });
    t.match(await put('none', id, member), { status: 404, body: { error: { message: 'Could not find project: none.' } } });
    t.match(await put(demoProject, 'none', member), { status: 404, body: { error: { message: 'Could not find user: none.' } } });
    t.match(await put(demoProject, id, 'none'), { status: 404, body: { error: { message: 'Could not find role: none.' } } });
    t.equal((await call('GET', `/v3/projects/${demoProject}/users/none/roles`, { token })).status, 404);
  });

  await t.test('taking a role revokes the tokens that hold it, and no others of the user', async (t) => {
    const { id, name } = await makeUser();
    const path = `/v3/projects/${demoProject}/users/${id}/roles/${member}`;
    await call('PUT', path, { token });
    const inside = await server.login(name, 'pw', inProject('demo'));
    const unscoped = await server.login(name, 'pw', 'unscoped');
    await call('DELETE', path, { token });
    t.equal((await call('GET', '/v3/roles', { token: inside })).status, 401);
    t.equal((await call('GET', '/v3/roles', { token: unscoped })).status, 200);
    await t.rejects(server.login(name, 'pw', inProject('demo')), /401/);
  });

  await t.test('deleting a role takes it from its holders', async (t) => {
    const { id, name } = await makeUser();
    const role = (await call('POST', '/v3/roles', { token, body: { role: { name: uniqueName('role') } } })).body['role']?.['id'] ?? '';
    await call('PUT', `/v3/projects/${demoProject}/users/${id}/roles/${role}`, { token });
    const own = await server.login(name, 'pw', inProject('demo'));
    t.equal((await call('DELETE', `/v3/roles/${role}`, { token })).status, 204);
    t.equal((await call('GET', '/v3/roles', { token: own })).status, 401);
    await t.rejects(server.login(name, 'pw', inProject('demo')), /401/);
  });

  await t.test('assignments in the system are listed as such', async (t) => {
    const admin = await idOf('users', 'admin');
    const { role_assignments: all } = (await call('GET', `/v3/role_assignments?user.id=${admin}&include_names`, { token })).body;
    t.match(all, [{ scope: { system: { all: true } } }, { scope: { project: { name: 'admin' } } }].sort(() => (all?.[0]?.['scope']?.['system'] ? 0 : -1)));
    t.equal(all?.length, 2);
  });

  await t.test('only administrators give roles; the roles themselves are no secret', async (t) => {
    const demo = await server.login('demo', server.secrets.demo?.password ?? '');
    const self = (await server.identity.verifier.verify(demo)).userId;
    const adminRole = await idOf('roles', 'admin');
    t.equal((await call('PUT', `/v3/projects/${demoProject}/users/${self}/roles/${adminRole}`, { token: demo })).status, 403);
    t.equal((await call('GET', '/v3/role_assignments', { token: demo })).status, 403);
    t.equal((await call('GET', '/v3/roles?name=member', { token: demo })).status, 200);
  });
});
