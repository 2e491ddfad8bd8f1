import t from 'tap';
import { isForeignKeyViolation, isUniqueViolation } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';
import { migrations } from '../../../region/db/migrations/index.ts';
import { addAssignment, hasAssignment, listAssignments, removeAssignments, rolesOf, systemScope } from '../../../region/identity/assignment-store.ts';
import { addDomain, findDomain, listDomains } from '../../../region/identity/domain-store.ts';
import { findProject, insertProject, listProjects, removeProject, updateProject } from '../../../region/identity/project-store.ts';
import type { Project } from '../../../region/identity/project-store.ts';
import { findRole, insertRole, listRoles, removeRole } from '../../../region/identity/role-store.ts';
import { findUser, insertUser, listUsers, removeUser, replacePassword, updateUser } from '../../../region/identity/user-store.ts';
import type { User } from '../../../region/identity/user-store.ts';
import { forEachDatabase } from '../../kit/databases.ts';

const at = '2026-11-20T12:00:00.000Z';

const project = (id: string, name: string): Project => ({ id, domainId: 'default', name, description: '', enabled: true, tags: ['a', 'b'], options: { x: 1 } });

const user = (id: string, name: string): User => ({
  ...{ id, domainId: 'default', name, passwordHash: 'hash', email: null, description: null, defaultProjectId: null },
  ...{ enabled: true, options: {} },
});

async function prepare(db: Db): Promise<void> {
  await migrate(db, migrations);
  await addDomain(db, { id: 'default', name: 'Default', description: 'd', enabled: true }, at);
}

await forEachDatabase(t, 'a domain is added once', async (t, db) => {
  await prepare(db);
  t.equal(await addDomain(db, { id: 'default', name: 'Default', description: 'other', enabled: false }, at), false);
  t.same(await listDomains(db), [{ id: 'default', name: 'Default', description: 'd', enabled: true }]);
  t.match(await findDomain(db, { name: 'Default' }), { id: 'default' });
  t.equal(await findDomain(db, {}), undefined);
  t.equal(await findDomain(db, { id: 'x', name: 'Default' }), undefined, 'an id is not overruled by a name');
});

await forEachDatabase(t, 'a project comes back as it was stored', async (t, db) => {
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

await forEachDatabase(t, 'a project\'s name is unique among those alive, and free after a deletion', async (t, db) => {
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

await forEachDatabase(t, 'projects are listed by name, state, domain and user', async (t, db) => {
  await prepare(db);
  await insertProject(db, project('p2', 'two'), at);
  await insertProject(db, { ...project('p1', 'one'), enabled: false }, at);
  await insertUser(db, user('u1', 'ann'), at);
  await insertRole(db, { id: 'r1', name: 'member', description: null, options: {} }, at);
  await addAssignment(db, { userId: 'u1', scopeId: 'p2', roleId: 'r1' });
  const names = async (filter: Parameters<typeof listProjects>[1]): Promise<string[]> => (await listProjects(db, filter)).map(({ name }) => name);
  t.same(await names({}), ['one', 'two']);
  t.same(await names({ enabled: true }), ['two']);
  t.same(await names({ name: 'one' }), ['one']);
  t.same(await names({ domainId: 'x' }), []);
  t.same(await names({ userId: 'u1' }), ['two']);
  t.same(await names({ userId: 'u1', enabled: false }), []);
});

await forEachDatabase(t, 'a user comes back as stored; a removed one leaves its name and no password', async (t, db) => {
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

await forEachDatabase(t, 'of two password changes at once one wins', async (t, db) => {
  await prepare(db);
  await insertUser(db, user('u1', 'ann'), at);
  t.equal(await replacePassword(db, 'u1', 'hash', 'new'), true);
  t.equal(await replacePassword(db, 'u1', 'hash', 'newer'), false);
  t.match(await findUser(db, { id: 'u1' }), { passwordHash: 'new' });
});

await forEachDatabase(t, 'roles are given in projects and in the system, once each', async (t, db) => {
  await prepare(db);
  await insertUser(db, user('u1', 'ann'), at);
  await insertProject(db, project('p1', 'one'), at);
  await insertRole(db, { id: 'r1', name: 'member', description: null, options: { immutable: true } }, at);
  await insertRole(db, { id: 'r2', name: 'admin', description: 'all', options: {} }, at);
  const inProject = { userId: 'u1', scopeId: 'p1', roleId: 'r1' };
  await addAssignment(db, inProject);
  await addAssignment(db, inProject);
  await addAssignment(db, { userId: 'u1', scopeId: systemScope, roleId: 'r2' });
  t.match(await rolesOf(db, 'u1', 'p1'), [{ id: 'r1', name: 'member', options: { immutable: true } }]);
  t.equal(await hasAssignment(db, inProject), true);
  t.equal(await hasAssignment(db, { ...inProject, roleId: 'r2' }), false);
  t.equal((await listAssignments(db, {})).length, 2);
  t.match(await listAssignments(db, { scopeId: 'p1' }), [{ userName: 'ann', projectName: 'one', roleName: 'member', projectDomainId: 'default' }]);
  t.match(await listAssignments(db, { roleId: 'r2' }), [{ scopeId: systemScope, projectName: null }]);
  await removeRole(db, 'r1').then(
    () => t.fail('a role in use was removed'),
    (error: unknown) => t.ok(isForeignKeyViolation(error)),
  );
  t.equal(await removeAssignments(db, { userId: 'u1' }), 2);
  await t.rejects(removeAssignments(db, {}), /needs a filter/);
  t.equal(await removeRole(db, 'r1'), true);
  t.equal(await findRole(db, { name: 'member' }), undefined);
  t.same((await listRoles(db)).map(({ name }) => name), ['admin']);
});
