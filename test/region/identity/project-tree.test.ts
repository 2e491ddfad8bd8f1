import t from 'tap';
import { startIdentityServer, uniqueName } from './identity-server.ts';

void t.test('projects below projects', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const create = (body: object) => call('POST', '/v3/projects', { token, body: { project: { name: uniqueName('p'), ...body } } });
  const make = async (body: object): Promise<string> => (await create(body)).body['project']?.['id'] ?? '';
  const show = async (id: string, query = '') => (await call('GET', `/v3/projects/${id}${query}`, { token })).body['project'];
  const set = (id: string, project: object) => call('PATCH', `/v3/projects/${id}`, { token, body: { project } });

  await t.test('a project shows what is above and below it', async (t) => {
    const top = await make({});
    const middle = await make({ parent_id: top });
    const low = await make({ parent_id: middle });
    t.match(await show(low), { parent_id: middle, domain_id: 'default' });
    t.same((await show(low, '?parents_as_ids'))?.['parents'], { [middle]: { [top]: { default: null } } });
    t.same((await show(top, '?subtree_as_ids'))?.['subtree'], { [middle]: { [low]: null } });
    t.match(await show(middle, '?parents_as_list&subtree_as_list'), { parents: [{ project: { id: top } }], subtree: [{ project: { id: low } }] });
    t.equal((await call('GET', `/v3/projects/${low}?parents_as_ids&parents_as_list`, { token })).status, 400);
    t.match((await call('GET', `/v3/projects?parent_id=${top}`, { token })).body, { projects: [{ id: middle }] });
    t.match(await call('DELETE', `/v3/projects/${middle}`, { token }), { status: 403, body: { error: { message: /not a leaf/ } } });
    t.equal((await set(middle, { enabled: false })).status, 403, 'what is below is enabled');
    t.equal((await set(low, { enabled: false })).status, 200);
    t.equal((await set(middle, { enabled: false })).status, 200);
    t.equal((await set(low, { enabled: true })).status, 403, 'what is above is disabled');
    t.equal((await create({ parent_id: middle })).status, 403);
    for (const id of [low, middle, top]) t.equal((await call('DELETE', `/v3/projects/${id}`, { token })).status, 204);
  });

  await t.test('trees are at most five deep, and stay in their domain', async (t) => {
    let parent = await make({});
    const top = parent;
    for (let depth = 2; depth <= 5; depth += 1) parent = await make({ parent_id: parent });
    t.match(await create({ parent_id: parent }), { status: 403, body: { error: { message: /Max hierarchy depth/ } } });
    const domain = (await call('POST', '/v3/domains', { token, body: { domain: { name: uniqueName('d') } } })).body['domain']?.['id'];
    t.equal((await create({ parent_id: top, domain_id: domain })).status, 400);
    t.equal((await set(top, { domain_id: domain })).status, 400);
    t.equal((await set(top, { parent_id: domain })).status, 400);
    t.equal((await set(top, { parent_id: 'default', domain_id: 'default' })).status, 200);
  });

  await t.test('a domain can be made as a project', async (t) => {
    const made = await create({ is_domain: true });
    t.match(made, { status: 201, body: { project: { is_domain: true, domain_id: null } } });
    t.equal((await call('GET', `/v3/domains/${made.body['project']?.['id']}`, { token })).status, 200);
  });

  await t.test('tags are set, asked for, and found by', async (t) => {
    const [one, two] = [await make({ tags: ['blue', 'a"b'] }), await make({ tags: ['red'] })];
    const tags = `/v3/projects/${one}/tags`;
    t.same((await call('GET', tags, { token })).body['tags'], ['blue', 'a"b']);
    t.equal((await call('PUT', `${tags}/green`, { token })).status, 201);
    t.equal((await call('PUT', `${tags}/a%2Cb`, { token })).status, 400);
    for (const method of ['GET', 'HEAD']) t.equal((await call(method, `${tags}/green`, { token })).status, 204);
    t.equal((await call('GET', `${tags}/gre`, { token })).status, 404);
    const found = async (query: string): Promise<string[]> => ((await call('GET', `/v3/projects?${query}`, { token })).body['projects'] ?? []).map((project) => project['id'] ?? '').filter((id) => [one, two].includes(id)).sort();
    t.same(await found('tags=blue,green'), [one]);
    t.same(await found('tags=blue,red'), []);
    t.same(await found('tags-any=blue,red'), [one, two].sort());
    t.same(await found('not-tags-any=blue'), [two]);
    t.same(await found('not-tags=blue,red'), [one, two].sort());
    t.same(await found('tags=Blue'), [], 'letters count');
    t.same(await found('tags=b'), [], 'only whole tags');
    t.same((await call('PUT', tags, { token, body: { tags: ['x', 'x', 'y'] } })).body['tags'], ['x', 'y']);
    t.equal((await call('PUT', tags, { token, body: { tags: ['a/b'] } })).status, 400);
    t.equal((await call('DELETE', `${tags}/x`, { token })).status, 204);
    t.equal((await call('DELETE', `${tags}/x`, { token })).status, 404);
    t.equal((await call('DELETE', tags, { token })).status, 204);
    t.same((await call('GET', tags, { token })).body['tags'], []);
  });

  await t.test('lists are filtered by parts of names, sorted, and paged without losing any', async (t) => {
    const prefix = uniqueName('List');
    for (const name of ['c', 'a', 'b', 'E', 'd']) await make({ name: `${prefix}-${name}` });
    const names = async (query: string): Promise<string[]> => ((await call('GET', `/v3/projects?${query}`, { token })).body['projects'] ?? []).map((project) => String(project['name']).slice(prefix.length + 1));
    t.same(await names(`name__startswith=${prefix}`), ['E', 'a', 'b', 'c', 'd']);
    t.same(await names(`name__contains=${prefix.slice(1)}&sort_key=name&sort_dir=desc`), ['d', 'c', 'b', 'a', 'E']);
    t.same(await names(`name__icontains=${prefix.toUpperCase()}&name__endswith=-a`), ['a']);
    t.same(await names(`name__startswith=${prefix.toLowerCase()}`), []);
    let path: string | null = `/v3/projects?name__startswith=${prefix}&limit=2`;
    const pages: number[] = [];
    const seen = new Set<string>();
    while (path !== null) {
      const { body } = await call('GET', path, { token });
      pages.push(body['projects']?.length ?? 0);
      for (const one of body['projects'] ?? []) seen.add(one['id'] ?? '');
      const next: string | null = body['links']?.['next'] ?? null;
      path = next === null ? null : next.slice(`${server.url}/identity`.length);
    }
    t.same(pages, [2, 2, 1]);
    t.equal(seen.size, 5);
    t.equal((await call('GET', '/v3/projects?marker=nowhere', { token })).status, 400);
    t.equal((await call('GET', '/v3/projects?limit=-1', { token })).status, 400);
    t.equal((await call('GET', '/v3/projects?limit=x', { token })).status, 400);
    t.equal((await call('GET', '/v3/projects/', { token })).status, 200, 'a trailing slash does not matter');
  });
});
