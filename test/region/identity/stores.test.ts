import t from 'tap';
import { isForeignKeyViolation, isUniqueViolation } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { addGrant, hasGrant, inProject, listGrants, removeGrant, removeGrants, systemScope } from '../../../region/identity/assignment-store.ts';
import type { Actor } from '../../../region/identity/assignment-store.ts';
import { addDomain, findDomain, listDomains } from '../../../region/identity/domain-store.ts';
import { findProject, insertProject, listProjects, removeProject, updateProject } from '../../../region/identity/project-store.ts';
import type { Project } from '../../../region/identity/project-store.ts';
import { effectiveRoles } from '../../../region/identity/effective-roles.ts';
import { findRole, insertRole, listRoles, removeRole } from '../../../region/identity/role-store.ts';
import { findUser, insertUser, listUsers, removeUser, replacePassword, updateUser } from '../../../region/identity/user-store.ts';
import type { User } from '../../../region/identity/user-store.ts';
import { forEachRegionDatabase } from '../store-world.ts';

const at = '2026-11-20T12:00:00.000Z';

const project = (id: string, name: string): Project => ({ id, domainId: 'default', parentId: null, name, description: '', enabled: true, tags: ['a', 'b'], options: { x: 1 } });

const user = (id: string, name: string): User => ({
  ...{ id, domainId: 'default', name, passwordHash: 'hash', email: null, description: null, defaultProjectId: null },
  ...{ enabled: true, options: {}, passwordExpiresAt: null, passwordHistory: [], failedLogins: 0, failedAt: null, lastActiveOn: '2026-11-20' },
});

async function prepare(db: Db): Promise<void> {
  await addDomain(db, { id: 'default', name: 'Default', description: 'd', enabled: true, tags: [], options: {} }, at);
}

await forEachRegionDatabase(t, 'a domain is added once', async (t, db) => {
  await prepare(db);
  t.equal(await addDomain(db, { id: 'default', name: 'Default', description: 'other', enabled: false, tags: [], options: {} }, at), false);
  t.same(await listDomains(db), [{ id: 'default', name: 'Default', description: 'd', enabled: true, tags: [], options: {} }]);
  t.match(await findDomain(db, { name: 'Default' }), { id: 'default' });
  t.equal(await findDomain(db, {}), undefined);
  t.equal(await findDomain(db, { id: 'x', name: 'Default' }), undefined, 'an id is not overruled by a name');
});

await forEachRegionDatabase(t, 'a project comes back as it was stored', async (t, db) => {
  await prepare(db);
  await insertProject(db, project('p1', 'one'), at);
  t.same(await findProject(db, { id: 'p1' }), project('p1', 'one'));
  t.same(await findProject(db, { name: 'one', domainId: 'default' }), project('p1', 'one'));
  t.equal(await findProject(db, { name: 'ONE', domainId: 'default' }), undefined, 'names are case-sensitive on every database');
  t.equal(await updateProject(db, 'p1', { enabled: false, tags: [] }), true);
  t.match(await findProject(db, { id: 'p1' }), { enabled: false, tags: [], name: 'one' });
  t.equal(await updateProject(db, 'none', { enabled: false }), false);
  t.equal(await updateProject(db, 'none', {}), false);
});

await forEachRegionDatabase(t, 'a project\'s name is unique among those alive, and free after a deletion', async (t, db) => {
  await prepare(db);
  await insertProject(db, project('p1', 'one'), at);
  await insertProject(db, project('p2', 'one'), at).then(
    () => t.fail('a second one was stored'),
    (error: unknown) => t.ok(isUniqueViolation(error)),
  );
  t.equal(await removeProject(db, 'p1', at), true);
  t.equal(await removeProject(db, 'p1', at), false);
  t.equal(await findProject(db, { id: 'p1' }), undefined);
  await insertProject(db, project('p3', 'one'), at);
  t.same((await listProjects(db, {})).map(({ id }) => id), ['p3']);
  t.equal((await db('projects')).length, 2, 'the deleted one is kept for audit');
});

await forEachRegionDatabase(t, 'projects are listed by name, state, domain and id', async (t, db) => {
  await prepare(db);
  await insertProject(db, project('p2', 'two'), at);
  await insertProject(db, { ...project('p1', 'one'), enabled: false }, at);
  const names = async (filter: Parameters<typeof listProjects>[1]): Promise<string[]> => (await listProjects(db, filter)).map(({ name }) => name);
  t.same(await names({}), ['one', 'two']);
  t.same(await names({ enabled: true }), ['two']);
  t.same(await names({ name: 'one' }), ['one']);
  t.same(await names({ domainId: 'x' }), []);
  t.same(await names({ ids: ['p2'] }), ['two']);
  t.same(await names({ ids: ['p2'], enabled: false }), []);
});

await forEachRegionDatabase(t, 'a user comes back as stored; a removed one leaves its name and no password', async (t, db) => {
  await prepare(db);
  await insertUser(db, user('u1', 'ann'), at);
  t.same(await findUser(db, { id: 'u1' }), user('u1', 'ann'));
  await insertUser(db, user('u2', 'ann'), at).then(
    () => t.fail('a second one was stored'),
    (error: unknown) => t.ok(isUniqueViolation(error)),
  );
  t.equal(await updateUser(db, 'u1', { enabled: false, email: 'a@b.c', options: { y: true } }), true);
  t.match(await findUser(db, { name: 'ann', domainId: 'default' }), { enabled: false, email: 'a@b.c', options: { y: true }, passwordHash: 'hash' });
  t.equal((await listUsers(db, { enabled: true })).length, 0);
  t.equal((await listUsers(db, { name: 'ann', domainId: 'default' })).length, 1);
  t.equal(await removeUser(db, 'u1', at), true);
  t.equal(await findUser(db, { id: 'u1' }), undefined);
  t.match(await db('users').first(), { password_hash: null, deleted_at: at });
  await insertUser(db, user('u3', 'ann'), at);
});

await forEachRegionDatabase(t, 'of two password changes at once one wins', async (t, db) => {
  await prepare(db);
  await insertUser(db, user('u1', 'ann'), at);
  t.equal(await replacePassword(db, 'u1', 'hash', { passwordHash: 'new', passwordHistory: ['hash'] }), true);
  t.equal(await replacePassword(db, 'u1', 'hash', { passwordHash: 'newer' }), false);
  t.match(await findUser(db, { id: 'u1' }), { passwordHash: 'new', passwordHistory: ['hash'] });
});

await forEachRegionDatabase(t, 'roles are given in projects and in the system, once each', async (t, db) => {
  await prepare(db);
  await insertUser(db, user('u1', 'ann'), at);
  await insertProject(db, project('p1', 'one'), at);
  await insertRole(db, { id: 'r1', name: 'member', domainId: null, description: null, options: { immutable: true } }, at);
  await insertRole(db, { id: 'r2', name: 'admin', domainId: null, description: 'all', options: {} }, at);
  const ann: Actor = { kind: 'user', id: 'u1' };
  const given = { actor: ann, scope: inProject('p1'), roleId: 'r1', inherited: false };
  await addGrant(db, given);
  await addGrant(db, given);
  await addGrant(db, { actor: ann, scope: systemScope, roleId: 'r2' });
  t.match(await effectiveRoles(db, 'u1', inProject('p1')), [{ id: 'r1', name: 'member', options: { immutable: true } }]);
  t.equal(await hasGrant(db, given), true);
  t.equal(await hasGrant(db, { ...given, roleId: 'r2' }), false);
  t.equal(await hasGrant(db, { ...given, inherited: true }), false);
  t.equal((await listGrants(db)).length, 2);
  t.same(await listGrants(db, { scope: inProject('p1') }), [given]);
  t.match(await listGrants(db, { roleId: 'r2' }), [{ scope: systemScope }]);
  t.equal(await removeGrant(db, { ...given, inherited: true }), false);
  await removeRole(db, 'r1').then(
    () => t.fail('a role in use was removed'),
    (error: unknown) => t.ok(isForeignKeyViolation(error)),
  );
  t.equal(await removeGrants(db, { actors: [ann] }), 2);
  await t.rejects(removeGrants(db, {}), /needs a filter/);
  t.equal(await removeRole(db, 'r1'), true);
  t.equal(await findRole(db, { name: 'member' }), undefined);
  t.same((await listRoles(db)).map(({ name }) => name), ['admin']);
});
