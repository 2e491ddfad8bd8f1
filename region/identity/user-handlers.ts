import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { removeAssignments } from './assignment-store.ts';
import { checkPassword } from './check-password.ts';
import { defaultDomainId, findDomain } from './domain-store.ts';
import { badCredentials, couldNotFind, duplicate } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { projectBody } from './project-handlers.ts';
import { listProjects } from './project-store.ts';
import { findUser, insertUser, listUsers, removeUser, replacePassword, updateUser } from './user-store.ts';
import type { User } from './user-store.ts';
import { flag, listLinks, mayLook, mergeOptions } from './wire.ts';

type UserHandlers = Pick<
  Handlers<'identity'>,
  'listUsers' | 'createUser' | 'getUser' | 'updateUser' | 'deleteUser' | 'changePassword' | 'listUserProjects'
>;

type UserBody = ReplyBodyOf<Operation<'identity', 'getUser'>, 200>['user'];

/** Source: Identity API v3, "Users". */
export function userHandlers({ db, log, now, newId, hasher, revoker }: IdentityParts): UserHandlers {
  const nowIso = (): string => new Date(now()).toISOString();
  const mustFind = async (id: string): Promise<User> => {
    const user = await findUser(db, { id });
    if (!user) throw couldNotFind('user', id);
    return user;
  };

  return {
    async listUsers(call) {
      const { name, domain_id: domainId, enabled } = call.query;
      const users = await listUsers(db, { name, domainId, enabled: flag(enabled) });
      return { status: 200, body: { users: users.map((user) => userBody(user, call.baseUrl)), links: listLinks(call) } };
    },

    async createUser(call) {
      const wanted = call.body.user;
      const domainId = wanted.domain_id ?? defaultDomainId;
      if (!(await findDomain(db, { id: domainId }))) throw couldNotFind('domain', domainId);
      const user: User = {
        id: newId(),
        domainId,
        name: wanted.name,
        passwordHash: typeof wanted.password === 'string' ? await hasher.hash(wanted.password) : null,
        email: wanted.email ?? null,
        description: wanted.description ?? null,
        defaultProjectId: wanted.default_project_id ?? null,
        enabled: wanted.enabled ?? true,
        options: wanted.options ?? {},
      };
      await insertUser(db, user, nowIso()).catch(refuseDuplicate(user));
      return { status: 201, body: { user: userBody(user, call.baseUrl) } };
    },

    async getUser(call) {
      mayLook(call.auth, 'get_user', call.auth.userId === call.path.id);
      return { status: 200, body: { user: userBody(await mustFind(call.path.id), call.baseUrl) } };
    },

    async updateUser(call) {
      const { password, name, email, description, default_project_id: defaultProjectId, enabled, options } = call.body.user;
      const before = await mustFind(call.path.id);
      const after: User = {
        ...before,
        name: name ?? before.name,
        email: email === undefined ? before.email : email,
        description: description === undefined ? before.description : description,
        defaultProjectId: defaultProjectId === undefined ? before.defaultProjectId : defaultProjectId,
        enabled: enabled ?? before.enabled,
        options: mergeOptions(before.options, options),
      };
      const newHash = password === undefined ? undefined : await hasher.hash(password);
      const { id, domainId: _, passwordHash: __, ...change } = after;
      await revoker
        .change(async (trx) => {
          if (!(await updateUser(trx, id, { ...change, ...(newHash !== undefined && { passwordHash: newHash }) }))) throw couldNotFind('user', id);
          if (newHash !== undefined || (before.enabled && !after.enabled)) await revoker.revoke(trx, { userId: id });
        })
        .catch(refuseDuplicate(after));
      return { status: 200, body: { user: userBody(after, call.baseUrl) } };
    },

    async deleteUser(call) {
      const { id } = await mustFind(call.path.id);
      await revoker.change(async (trx) => {
        await removeAssignments(trx, { userId: id });
        if (!(await removeUser(trx, id, nowIso()))) throw couldNotFind('user', id);
        await revoker.revoke(trx, { userId: id });
      });
      return { status: 204 };
    },

    async changePassword(call) {
      const { original_password: original, password } = call.body.user;
      const user = await checkPassword(db, hasher, log, { user: { id: call.path.id }, password: original, remoteAddress: call.remoteAddress });
      if (original === password) throw badRequest('The new password is the old one: choose another.', { field: 'user.password' });
      const newHash = await hasher.hash(password);
      await revoker.change(async (trx) => {
        // Somebody else changed it since it was checked: the original that was given is no longer right.
        if (!(await replacePassword(trx, user.id, user.passwordHash ?? '', newHash))) throw badCredentials();
        await revoker.revoke(trx, { userId: user.id });
      });
      return { status: 204 };
    },

    async listUserProjects(call) {
      mayLook(call.auth, 'list_user_projects', call.auth.userId === call.path.id);
      await mustFind(call.path.id);
      const projects = await listProjects(db, { userId: call.path.id });
      return { status: 200, body: { projects: projects.map((project) => projectBody(project, call.baseUrl)), links: listLinks(call) } };
    },
  };
}

/** Never the password; keys without a value are left out, as Keystone does. */
const userBody = (user: User, baseUrl: string): UserBody => ({
  id: user.id,
  name: user.name,
  domain_id: user.domainId,
  enabled: user.enabled,
  ...(user.defaultProjectId !== null && { default_project_id: user.defaultProjectId }),
  ...(user.email !== null && { email: user.email }),
  ...(user.description !== null && { description: user.description }),
  password_expires_at: null,
  options: user.options,
  links: { self: `${baseUrl}/v3/users/${user.id}` },
});

const refuseDuplicate = (user: User) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate('user', user.name, user.domainId) : error;
};
