import t from 'tap';
import { startIdentityServer, uniqueName } from './identity-server.ts';

void t.test('role assignments in all forms', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const make = async (kind: string, body: object): Promise<string> => (await call('POST', `/v3/${kind}s`, { token, body: { [kind]: body } })).body[kind]?.['id'] ?? '';
  const roleId = async (name: string): Promise<string> => (await call('GET', `/v3/roles?name=${name}`, { token })).body['roles']?.[0]?.['id'] ?? '';
  const member = await roleId('member');
  const reader = await roleId('reader');
  const makeUser = async (): Promise<{ id: string; name: string }> => {
    const name = uniqueName('user');
    return { name, id: await make('user', { name, password: 'pw' }) };
  };
  const put = async (path: string): Promise<void> => {
    t.equal((await call('PUT', path, { token })).status, 204, path);
  };
  const rolesIn = async (name: string, scope: unknown): Promise<string[]> => {
    const issued = await server.login(name, 'pw', scope);
    return (await server.identity.verifier.verify(issued)).roles;
  };
  const assignments = async (query: string) => (await call('GET', `/v3/role_assignments?${query}`, { token })).body['role_assignments'] ?? [];

  await t.test('a group\'s roles are its members\'', async (t) => {
    const project = await make('project', { name: uniqueName('p') });
    const group = await make('group', { name: uniqueName('g'), description: 'd' });
    const { id, name } = await makeUser();
    await put(`/v3/projects/${project}/groups/${group}/roles/${member}`);
    await t.rejects(server.login(name, 'pw', { project: { id: project } }), /401/);
    await put(`/v3/groups/${group}/users/${id}`);
    t.same(await rolesIn(name, { project: { id: project } }), ['member', 'reader']);
    t.equal((await call('HEAD', `/v3/groups/${group}/users/${id}`, { token })).status, 204);
    t.match((await call('GET', `/v3/groups/${group}/users`, { token })).body, { users: [{ id }] });
    t.match((await call('GET', `/v3/users/${id}/groups`, { token })).body, { groups: [{ id: group }] });
    t.match((await call('GET', `/v3/users/${id}/projects`, { token })).body, { projects: [{ id: project }] });
    t.match(await assignments(`group.id=${group}&include_names`), [{ group: { id: group, domain: { name: 'Default' } }, role: { name: 'member' }, scope: { project: { id: project } } }]);
    t.same(await assignments(`user.id=${id}`), [], 'what a group was given is not the user\'s own');
    const effective = await assignments(`user.id=${id}&effective&include_names`);
    t.same(effective.map((one) => one['role']?.['name']), ['member', 'reader']);
    t.match(effective[0], { user: { name }, links: { assignment: `${server.url}/identity/v3/projects/${project}/groups/${group}/roles/${member}`, membership: `${server.url}/identity/v3/groups/${group}/users/${id}` } });
    t.match(effective[1]?.['links']?.['prior_role'], new RegExp(`${member}/implies/${reader}$`));

    const inside = await server.login(name, 'pw', { project: { id: project } });
    t.equal((await call('DELETE', `/v3/groups/${group}/users/${id}`, { token })).status, 204);
    t.equal((await call('GET', '/v3/auth/projects', { token: inside })).status, 401, 'whoever leaves loses the tokens');
    t.equal((await call('HEAD', `/v3/groups/${group}/users/${id}`, { token })).status, 404);
    await put(`/v3/groups/${group}/users/${id}`);
    const again = await server.login(name, 'pw', { project: { id: project } });
    t.equal((await call('DELETE', `/v3/projects/${project}/groups/${group}/roles/${member}`, { token })).status, 204);
    t.equal((await call('GET', '/v3/auth/projects', { token: again })).status, 401);
    t.equal((await call('DELETE', `/v3/groups/${group}`, { token })).status, 204);
    t.match(await call('GET', `/v3/groups/${group}`, { token }), { status: 404, body: { error: { message: `Could not find group: ${group}.` } } });
  });

  await t.test('a role in a domain is none in its projects, unless it is inherited', async (t) => {
    const domain = await make('domain', { name: uniqueName('d') });
    const top = await make('project', { name: 'top', domain_id: domain });
    const below = await make('project', { name: 'below', parent_id: top });
    const { id, name } = await makeUser();
    await put(`/v3/domains/${domain}/users/${id}/roles/${member}`);
    t.same(await rolesIn(name, { domain: { id: domain } }), ['member', 'reader']);
    await t.rejects(server.login(name, 'pw', { project: { id: top } }), /401/);

    const inherited = `/v3/OS-INHERIT/domains/${domain}/users/${id}/roles/${reader}/inherited_to_projects`;
    await put(inherited);
    for (const method of ['HEAD', 'GET']) t.equal((await call(method, inherited, { token })).status, 204);
    for (const project of [top, below]) t.same(await rolesIn(name, { project: { id: project } }), ['reader']);
    t.same(new Set((await call('GET', `/v3/users/${id}/projects`, { token })).body['projects']?.map((one) => one['id'])), new Set([top, below]));
    t.match((await call('GET', `/v3/OS-INHERIT/domains/${domain}/users/${id}/roles/inherited_to_projects`, { token })).body, { roles: [{ id: reader }] });
    t.match((await call('GET', `/v3/domains/${domain}/users/${id}/roles`, { token })).body['roles'], [{ id: member }]);
    t.match(await assignments(`user.id=${id}&scope.OS-INHERIT:inherited_to=projects`), [{ scope: { 'domain': { id: domain }, 'OS-INHERIT:inherited_to': 'projects' }, links: { assignment: `${server.url}/identity${inherited}` } }]);
    t.equal((await assignments(`user.id=${id}&scope.domain.id=${domain}`)).length, 2);
    t.same((await assignments(`user.id=${id}&effective&scope.project.id=${below}`)).map((one) => one['role']?.['id']), [reader]);
    t.equal((await assignments(`user.id=${id}&effective&role.id=${reader}`)).length, 3, 'by the domain (implied) and in two projects (inherited)');

    const issued = await server.login(name, 'pw', { project: { id: below } });
    t.equal((await call('DELETE', inherited, { token })).status, 204);
    t.equal((await call('GET', '/v3/auth/projects', { token: issued })).status, 401);
    t.equal((await call('DELETE', inherited, { token })).status, 404);
  });

  await t.test('a role that a project hands down holds below it and not in it', async (t) => {
    const top = await make('project', { name: uniqueName('top') });
    const below = await make('project', { name: uniqueName('below'), parent_id: top });
    const { id, name } = await makeUser();
    await put(`/v3/OS-INHERIT/projects/${top}/users/${id}/roles/${member}/inherited_to_projects`);
    t.same(await rolesIn(name, { project: { id: below } }), ['member', 'reader']);
    await t.rejects(server.login(name, 'pw', { project: { id: top } }), /401/);
    await put(`/v3/projects/${below}/users/${id}/roles/${reader}`);
    t.equal((await assignments(`user.id=${id}&scope.project.id=${top}&include_subtree`)).length, 2);
    t.equal((await assignments(`user.id=${id}&scope.project.id=${top}`)).length, 1);
  });

  await t.test('roles in the system are given to users and groups', async (t) => {
    const { id, name } = await makeUser();
    const group = await make('group', { name: uniqueName('g') });
    await put(`/v3/groups/${group}/users/${id}`);
    await put(`/v3/system/groups/${group}/roles/${reader}`);
    t.same(await rolesIn(name, { system: { all: true } }), ['reader']);
    t.match((await call('GET', `/v3/system/groups/${group}/roles`, { token })).body['roles'], [{ name: 'reader' }]);
    t.match(await assignments(`scope.system=all&group.id=${group}`), [{ scope: { system: { all: true } } }]);
    await put(`/v3/system/users/${id}/roles/${member}`);
    const issued = await server.login(name, 'pw', { system: { all: true } });
    t.equal((await call('DELETE', `/v3/system/users/${id}/roles/${member}`, { token })).status, 204);
    t.equal((await call('GET', '/v3/auth/system', { token: issued })).status, 401);
    t.equal((await call('HEAD', `/v3/system/users/${id}/roles/${member}`, { token })).status, 404);
  });

  await t.test('what a role implies is data', async (t) => {
    const prior = await make('role', { name: uniqueName('prior') });
    const implied = await make('role', { name: uniqueName('implied') });
    const rule = `/v3/roles/${prior}/implies/${implied}`;
    t.equal((await call('HEAD', rule, { token })).status, 404);
    t.match(await call('PUT', rule, { token }), { status: 201, body: { role_inference: { prior_role: { id: prior }, implies: { id: implied } } } });
    t.equal((await call('HEAD', rule, { token })).status, 204);
    t.equal((await call('GET', rule, { token })).status, 200);
    t.match((await call('GET', `/v3/roles/${prior}/implies`, { token })).body, { role_inference: { prior_role: { id: prior }, implies: [{ id: implied }] } });
    const rules = (await call('GET', '/v3/role_inferences', { token })).body['role_inferences'] ?? [];
    t.same(rules.map((one) => `${one['prior_role']?.['name']} ${(one['implies'] ?? []).map((role) => role['name']).join()}`).filter((text) => !text.startsWith('prior')).sort(), ['admin manager', 'manager member', 'member reader']);
    const project = await make('project', { name: uniqueName('p') });
    const { id, name } = await makeUser();
    await put(`/v3/projects/${project}/users/${id}/roles/${prior}`);
    t.equal((await rolesIn(name, { project: { id: project } })).length, 2);
    const issued = await server.login(name, 'pw', { project: { id: project } });
    t.equal((await call('DELETE', rule, { token })).status, 204);
    t.equal((await call('GET', '/v3/auth/projects', { token: issued })).status, 401, 'tokens with a role that is implied no more are gone');
    t.equal((await rolesIn(name, { project: { id: project } })).length, 1);
    t.equal((await call('PUT', `/v3/roles/${reader}/implies/${await roleId('admin')}`, { token })).status, 403);
    t.equal((await call('PUT', `/v3/roles/${reader}/implies/${member}`, { token })).status, 403, 'no rings');
    t.equal((await call('PUT', `/v3/roles/${reader}/implies/none`, { token })).status, 404);
  });

  await t.test('a role of a domain stands for others, and is in no token', async (t) => {
    const domain = await make('domain', { name: uniqueName('d') });
    const project = await make('project', { name: 'p', domain_id: domain });
    const role = await make('role', { name: 'member', domain_id: domain });
    t.match((await call('GET', `/v3/roles?domain_id=${domain}`, { token })).body, { roles: [{ id: role, domain_id: domain }] });
    t.equal((await call('PUT', `/v3/roles/${role}/implies/${reader}`, { token })).status, 201);
    const { id, name } = await makeUser();
    await put(`/v3/projects/${project}/users/${id}/roles/${role}`);
    t.same(await rolesIn(name, { project: { id: project } }), ['reader']);
    t.same((await assignments(`user.id=${id}&effective`)).map((one) => one['role']?.['id']), [reader]);
    t.match(await assignments(`user.id=${id}&include_names`), [{ role: { name: 'member', domain: { id: domain } } }]);
    const other = await make('project', { name: uniqueName('p') });
    t.equal((await call('PUT', `/v3/projects/${other}/users/${id}/roles/${role}`, { token })).status, 403);
  });

  await t.test('filters that contradict each other are refused', async (t) => {
    for (const query of ['user.id=a&group.id=b', 'scope.project.id=a&scope.domain.id=b', 'include_subtree', 'effective&group.id=a']) {
      t.equal((await call('GET', `/v3/role_assignments?${query}`, { token })).status, 400, query);
    }
    t.same(await assignments('user.id=nobody'), []);
    t.same(await assignments('user.id=nobody&effective'), []);
  });
});
