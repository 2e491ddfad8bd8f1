import t from 'tap';
import { inTransaction, isUniqueViolation } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';
import { migrations } from '../../../region/db/migrations/index.ts';
import { addGrant, inProject, listGrants, removeGrant, systemScope } from '../../../region/identity/assignment-store.ts';
import type { Grant } from '../../../region/identity/assignment-store.ts';
import { tokenCatalog } from '../../../region/identity/catalog.ts';
import { findEndpoint, insertEndpoint, insertService, pageEndpoints, pageServices, readCatalog, removeRegion, removeService } from '../../../region/identity/catalog-store.ts';
import { addDomain, findDomain, pageDomains, removeDomain, updateDomain } from '../../../region/identity/domain-store.ts';
import { effectiveRoles, holdersOf, scopesOf } from '../../../region/identity/effective-roles.ts';
import { forgetGroup, forgetProject, forgetRole, forgetUser } from '../../../region/identity/forget.ts';
import { addMember, groupIdsOf, insertGroup, membersOf, pageGroups, removeMember } from '../../../region/identity/group-store.ts';
import { addImplication, listImplications, removeImplication } from '../../../region/identity/implied-role-store.ts';
import { namesOf } from '../../../region/identity/name-store.ts';
import { ancestorsOf, descendantsOf, insertProject, pageProjects } from '../../../region/identity/project-store.ts';
import { assignmentsAsGiven, effectiveAssignments } from '../../../region/identity/role-assignments.ts';
import { insertRole, listRoles, pageRoles } from '../../../region/identity/role-store.ts';
import { seedCatalog } from '../../../region/identity/seed-catalog.ts';
import { countFailedLogin, findUser, forgiveFailedLogins, insertUser, pageUsers, updateUser } from '../../../region/identity/user-store.ts';
import { forEachDatabase } from '../../kit/databases.ts';
import { forEachRegionDatabase } from '../store-world.ts';

const at = '2026-11-20T12:00:00.000Z';

const domain = (id: string, name: string) => ({ id, name, description: '', enabled: true, tags: [], options: {} });

const addProject = (db: Db, id: string, parentId: string | null, tags: string[] = []): Promise<void> =>
  insertProject(db, { id, domainId: 'd1', parentId, name: `name-${id}`, description: '', enabled: true, tags, options: {} }, at);

const addUser = (db: Db, id: string, name = id): Promise<void> =>
  insertUser(db, { id, domainId: 'd1', name, passwordHash: 'hash', email: null, description: null, defaultProjectId: null, enabled: true, options: {} }, at);

const addRole = (db: Db, id: string, domainId: string | null = null): Promise<void> => insertRole(db, { id, name: id, domainId, description: null, options: {} }, at);

/** A domain with the projects top > middle > low and beside, the users u1 and u2, a group of u1, and the roles a > b > c. */
async function prepare(db: Db): Promise<void> {
  await addDomain(db, domain('d1', 'One'), at);
  await addProject(db, 'top', null);
  await addProject(db, 'middle', 'top');
  await addProject(db, 'low', 'middle');
  await addProject(db, 'beside', null);
  for (const id of ['u1', 'u2']) await addUser(db, id);
  await insertGroup(db, { id: 'g1', domainId: 'd1', name: 'group', description: '' }, at);
  await addMember(db, 'g1', 'u1');
  for (const id of ['a', 'b', 'c']) await addRole(db, id);
  await addImplication(db, { priorRoleId: 'a', impliedRoleId: 'b' });
  await addImplication(db, { priorRoleId: 'b', impliedRoleId: 'c' });
}

const give = (db: Db, actor: Grant['actor'], scope: Grant['scope'], roleId: string, inherited = false): Promise<void> => addGrant(db, { actor, scope, roleId, inherited });
const u1 = { kind: 'user', id: 'u1' } as const;
const u2 = { kind: 'user', id: 'u2' } as const;
const g1 = { kind: 'group', id: 'g1' } as const;
const d1 = { kind: 'domain', id: 'd1' } as const;

await forEachDatabase(t, 'the roles that were given before grants had all forms are kept, and so is what they implied', async (t, db) => {
  await migrate(db, migrations.slice(0, 7));
  await db('domains').insert({ id: 'd1', name: 'One', description: '', enabled: 1, created_at: at });
  await db('users').insert({ id: 'u1', domain_id: 'd1', name: 'u1', enabled: 1, options: '{}', created_at: at });
  for (const name of ['admin', 'manager', 'member', 'reader']) await db('roles').insert({ id: name, name, options: '{}', created_at: at });
  for (const scope of ['p1', 'system']) await db('role_assignments').insert({ user_id: 'u1', scope_id: scope, role_id: 'admin' });
  await migrate(db, migrations);
  t.same(await listGrants(db), [
    { actor: u1, scope: inProject('p1'), roleId: 'admin', inherited: false },
    { actor: u1, scope: systemScope, roleId: 'admin', inherited: false },
  ]);
  t.same((await effectiveRoles(db, 'u1', systemScope)).map(({ name }) => name), ['admin', 'manager', 'member', 'reader']);
  t.match(await findDomain(db, { id: 'd1' }), { tags: [], options: {} });
  t.match(await findUser(db, { id: 'u1' }), { passwordHistory: [], failedLogins: 0, passwordExpiresAt: null });
});

await forEachRegionDatabase(t, 'roles come from groups, from above and from other roles', async (t, db) => {
  await prepare(db);
  const roles = async (user: string, scope: Grant['scope']): Promise<string> => (await effectiveRoles(db, user, scope)).map(({ id }) => id).join('');
  await give(db, g1, inProject('beside'), 'b');
  t.equal(await roles('u1', inProject('beside')), 'bc');
  t.equal(await roles('u2', inProject('beside')), '');
  await give(db, u2, d1, 'a');
  t.equal(await roles('u2', d1), 'abc');
  t.equal(await roles('u2', inProject('top')), '', 'a role in a domain is none in its projects');
  await give(db, u2, d1, 'c', true);
  for (const project of ['top', 'middle', 'low', 'beside']) t.equal(await roles('u2', inProject(project)), 'c');
  await give(db, u1, inProject('top'), 'a', true);
  t.equal(await roles('u1', inProject('top')), '');
  for (const project of ['middle', 'low']) t.equal(await roles('u1', inProject(project)), 'abc');
  t.equal(await roles('u1', inProject('nowhere')), '');
  t.equal(await roles('u1', systemScope), '');
  const { projectIds, domainIds, system } = await scopesOf(db, 'u1');
  t.same([projectIds.sort(), domainIds, system], [['beside', 'low', 'middle'], [], false]);
  t.same((await scopesOf(db, 'u2')).domainIds, ['d1']);
  t.same((await holdersOf(db, 'c')).sort(), ['u1', 'u2']);
  t.same((await holdersOf(db, 'a')).sort(), ['u1', 'u2']);

  t.equal((await assignmentsAsGiven(db, {})).length, 4);
  t.same((await assignmentsAsGiven(db, { actor: u1 })).map(({ scope }) => scope.id), ['top']);
  t.equal((await effectiveAssignments(db, { actor: u1 })).length, 2 + 2 * 3, 'b and c by the group, and three in each of two projects');
  t.equal((await effectiveAssignments(db, { actor: u1, roleId: 'c' })).length, 3);
  t.equal((await effectiveAssignments(db, { scope: inProject('low') })).length, 4);
  t.equal((await effectiveAssignments(db, { scope: inProject('top'), withSubtree: true })).length, 3 + 6);
  t.equal((await effectiveAssignments(db, { inherited: true, scope: inProject('beside') })).length, 1);
  t.equal(await removeGrant(db, { actor: u2, scope: d1, roleId: 'c', inherited: false }), false);
  t.equal(await removeGrant(db, { actor: u2, scope: d1, roleId: 'c', inherited: true }), true);
  t.equal(await roles('u2', inProject('low')), '');
});

await forEachRegionDatabase(t, 'what goes takes along what hangs on it', async (t, db) => {
  await prepare(db);
  await give(db, u1, inProject('top'), 'a');
  await give(db, g1, inProject('beside'), 'b');
  await give(db, u2, inProject('beside'), 'c');
  t.equal(await inTransaction(db, (trx) => forgetRole(trx, 'b')), true);
  t.same(await listImplications(db), []);
  t.equal((await listGrants(db)).length, 2);
  t.equal(await inTransaction(db, (trx) => forgetProject(trx, 'beside', at)), true);
  t.equal((await listGrants(db)).length, 1);
  t.equal(await inTransaction(db, (trx) => forgetUser(trx, 'u1', at)), true);
  t.equal((await listGrants(db)).length, 0);
  t.same(await membersOf(db, ['g1']), []);
  t.equal(await inTransaction(db, (trx) => forgetGroup(trx, 'g1')), true);
  t.equal(await inTransaction(db, (trx) => forgetGroup(trx, 'g1')), false);
});

await forEachRegionDatabase(t, 'groups, memberships and implications are kept once each', async (t, db) => {
  await prepare(db);
  await addMember(db, 'g1', 'u1');
  await addMember(db, 'g1', 'u2');
  t.same(await membersOf(db, ['g1']), [{ groupId: 'g1', userId: 'u1' }, { groupId: 'g1', userId: 'u2' }]);
  t.same(await groupIdsOf(db, 'u2'), ['g1']);
  t.equal(await removeMember(db, 'g1', 'u2'), true);
  t.equal(await removeMember(db, 'g1', 'u2'), false);
  t.same((await pageGroups(db, { userId: 'u2' })).items, []);
  await insertGroup(db, { id: 'g2', domainId: 'd1', name: 'group', description: '' }, at).then(
    () => t.fail('a second one of the name was stored'),
    (error: unknown) => t.ok(isUniqueViolation(error)),
  );
  await addImplication(db, { priorRoleId: 'a', impliedRoleId: 'b' });
  t.equal((await listImplications(db)).length, 2);
  t.equal(await removeImplication(db, { priorRoleId: 'a', impliedRoleId: 'b' }), true);
  t.equal(await removeImplication(db, { priorRoleId: 'a', impliedRoleId: 'b' }), false);
  t.same((await namesOf(db, 'group', ['g1', 'none'])).get('g1'), { name: 'group', domainId: 'd1' });
});

await forEachRegionDatabase(t, 'a role\'s name is unique in its domain', async (t, db) => {
  await prepare(db);
  await addRole(db, 'local', 'd1');
  await insertRole(db, { id: 'other', name: 'local', domainId: null, description: null, options: {} }, at);
  await insertRole(db, { id: 'third', name: 'local', domainId: null, description: null, options: {} }, at).then(
    () => t.fail('a second one of the name was stored'),
    (error: unknown) => t.ok(isUniqueViolation(error)),
  );
  t.same((await pageRoles(db, { domainId: 'd1' })).items.map(({ id }) => id), ['local']);
  t.equal((await listRoles(db)).length, 5);
});

await forEachRegionDatabase(t, 'a domain goes once it is disabled, and its name is free', async (t, db) => {
  await addDomain(db, domain('d1', 'One'), at);
  t.equal(await removeDomain(db, 'd1', at), false);
  t.equal(await updateDomain(db, 'd1', { enabled: false }), true);
  t.same((await pageDomains(db, { enabled: true })).items, []);
  t.equal(await removeDomain(db, 'd1', at), true);
  t.equal(await findDomain(db, { id: 'd1' }), undefined);
  t.equal(await updateDomain(db, 'd1', { enabled: true }), false);
  t.equal(await addDomain(db, domain('d2', 'One'), at), true);
});

await forEachRegionDatabase(t, 'pages follow each other in any order, and names are matched letter by letter', async (t, db) => {
  await prepare(db);
  for (const [index, name] of ['Zoe', 'ann', 'ben', '100%', 'a_b'].entries()) await addUser(db, `x${index}`, name);
  const names = async (filter: Parameters<typeof pageUsers>[1]): Promise<string[]> => (await pageUsers(db, filter)).items.map(({ name }) => name);
  t.same(await names({ nameContains: 'n' }), ['ann', 'ben']);
  t.same(await names({ nameStartswith: 'a' }), ['a_b', 'ann']);
  t.same(await names({ nameEndswith: '%' }), ['100%']);
  t.same(await names({ nameStartswith: 'z' }), []);
  t.same(await names({ nameIcontains: 'ZO' }), ['Zoe']);
  t.same(await names({ name: 'a_b' }), ['a_b']);
  const all = await names({});
  for (const descending of [false, true]) {
    const seen: string[] = [];
    for (let marker: string | undefined; ; ) {
      const page = await pageUsers(db, { limit: 3, descending, marker });
      seen.push(...page.items.map(({ name }) => name));
      marker = page.items.at(-1)?.id;
      if (!page.more) break;
    }
    t.same(seen, descending ? [...all].reverse() : all);
  }
  t.same((await pageUsers(db, { limit: 0 })).items, []);
  t.same((await pageUsers(db, { sortKey: 'id', limit: 1 })).items.map(({ id }) => id), ['u1']);
  await t.rejects(pageUsers(db, { marker: 'nobody' }), { code: 'bad-request' });
  await updateUser(db, 'u1', { passwordExpiresAt: '2026-12-01T00:00:00.000Z' });
  t.same(await names({ passwordExpiry: { operator: '<', at: '2026-12-02T00:00:00.000Z' } }), ['u1']);
  t.same(await names({ groupId: 'g1' }), ['u1']);
  for (const [id, options] of [['x0', {}], ['x1', { ignore_user_inactivity: true }], ['x2', { other: '"ignore_user_inactivity":true' }]] as const) {
    await updateUser(db, id, { lastActiveOn: '2026-08-01', options });
  }
  const away = { nameIcontains: 'n', inactiveSince: '2026-08-01' };
  t.same([await names({ ...away, enabled: true }), await names({ ...away, enabled: false })], [['ann'], ['ben']], 'who has been away counts as disabled, unless exempt');
});

await forEachRegionDatabase(t, 'projects are found by tags and by their place in the tree', async (t, db) => {
  await prepare(db);
  await addProject(db, 't1', null, ['x', 'a"b', 'c\\']);
  await addProject(db, 't2', null, ['X', 'y']);
  const ids = async (filter: Parameters<typeof pageProjects>[1]): Promise<string> => (await pageProjects(db, filter)).items.map(({ id }) => id).join();
  t.equal(await ids({ tags: ['x'] }), 't1');
  t.equal(await ids({ tags: ['x', 'a"b', 'c\\'] }), 't1');
  t.equal(await ids({ tags: ['b'] }), '');
  t.equal(await ids({ tagsAny: ['x', 'y'] }), 't1,t2');
  t.equal(await ids({ notTagsAny: ['x'], tagsAny: ['x', 'y'] }), 't2');
  t.equal(await ids({ notTags: ['x', 'y'], tagsAny: ['x', 'y'] }), 't1,t2');
  t.equal(await ids({ parentId: 'top' }), 'middle');
  t.equal(await ids({ parentId: null, nameStartswith: 'name-t' }), 't1,t2,top');
  t.same((await ancestorsOf(db, { parentId: 'middle' })).map(({ id }) => id), ['middle', 'top']);
  t.same((await descendantsOf(db, 'top')).map(({ id }) => id), ['middle', 'low']);
});

await forEachRegionDatabase(t, 'failed logins are counted by many at once', async (t, db) => {
  await prepare(db);
  await Promise.all(Array.from({ length: 5 }, () => countFailedLogin(db, 'u1', { at, afresh: false })));
  t.match(await findUser(db, { id: 'u1' }), { failedLogins: 5, failedAt: at });
  await countFailedLogin(db, 'u1', { at, afresh: true });
  t.match(await findUser(db, { id: 'u1' }), { failedLogins: 1 });
  await forgiveFailedLogins(db, 'u1');
  t.match(await findUser(db, { id: 'u1' }), { failedLogins: 0, failedAt: null });
});

await forEachRegionDatabase(t, 'two processes seed one catalog, whose URLs are the configuration\'s', async (t, db, database) => {
  const other = database.open();
  t.teardown(() => other.destroy());
  await Promise.all([seedCatalog(db, 'RegionOne'), seedCatalog(other, 'RegionOne')]);
  t.equal((await pageServices(db, {})).items.length, 5);
  t.equal((await pageEndpoints(db, {})).items.length, 15);
  t.same((await pageServices(db, {})).items.map(({ type }) => type), ['identity', 'compute', 'network', 'image', 'sampan']);
  const config = { regionName: 'RegionOne', publicUrl: () => 'http://r', imageUrl: 'http://i', secretsFile: '', tokenTtlS: 1 };
  const catalog = tokenCatalog(await readCatalog(db), config, { userId: 'u', projectId: null });
  t.match(catalog[3]?.endpoints, [{ url: 'http://i/image', interface: 'admin' }, { interface: 'internal' }, { interface: 'public' }]);
  await insertService(db, { id: 's', type: 'x', name: null, description: null, enabled: true });
  await insertEndpoint(db, { id: 'e', serviceId: 's', interface: 'public', regionId: null, base: null, url: 'http://x/$(tenant_id)s', enabled: true });
  t.same(tokenCatalog(await readCatalog(db), config, { userId: 'u', projectId: null }).at(-1), { id: 's', type: 'x', name: '', endpoints: [] });
  t.match(tokenCatalog(await readCatalog(db), config, { userId: 'u', projectId: 'p' }).at(-1), { endpoints: [{ url: 'http://x/p' }] });
  t.equal(await removeService(db, 's'), true);
  t.equal(await findEndpoint(db, 'e'), undefined);
  await seedCatalog(db, 'Moved');
  t.same(new Set((await pageEndpoints(db, {})).items.map(({ regionId }) => regionId)), new Set(['Moved']));
  t.equal(await removeRegion(db, 'RegionOne'), true);
});
