/**
 * Application credentials and their access rules, as their users manage them. A credential is made for the project of the
 * token that asks, with roles that this token has; its secret is hashed as a password is and shown once. Rules are rows
 * of their own, shared by credentials of a user that say the same. What a credential is worth at a login is decided in
 * application-credentials.ts.
 */
import { randomBytes } from 'node:crypto';
import type { Body, Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { ensureAccessRule, listAccessRules, removeAccessRules } from './access-rule-store.ts';
import type { StoredAccessRule } from './access-rule-store.ts';
import { findApplicationCredential, insertApplicationCredential, listApplicationCredentials, removeApplicationCredentials } from './application-credential-store.ts';
import type { ApplicationCredential } from './application-credential-store.ts';
import { couldNotFind, duplicate, notPermitted } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { mayLook } from './reach.ts';
import { listRoles } from './role-store.ts';
import type { Role } from './role-store.ts';
import { listLinks } from './wire.ts';

type ApplicationCredentialHandlers = Pick<
  Handlers<'identity'>,
  | 'listApplicationCredentials' | 'createApplicationCredential' | 'getApplicationCredential' | 'deleteApplicationCredential'
  | 'listAccessRules' | 'getAccessRule' | 'deleteAccessRule'
>;

type Wanted = Body<Operation<'identity', 'createApplicationCredential'>>['application_credential'];
type CredentialBody = ReplyBodyOf<Operation<'identity', 'getApplicationCredential'>, 200>['application_credential'];
type RuleBody = ReplyBodyOf<Operation<'identity', 'getAccessRule'>, 200>['access_rule'];

/** Source: Identity API v3, "Application credentials". Users make them for themselves; administrators look and take away. */
export function applicationCredentialHandlers({ db, now, newId, hasher, revoker }: IdentityParts): ApplicationCredentialHandlers {
  const mustFind = async (userId: string, id: string): Promise<ApplicationCredential> => {
    const found = await findApplicationCredential(db, { id });
    if (found?.userId !== userId) throw couldNotFind('application credential', id);
    return found;
  };
  const bodies = async (credentials: readonly ApplicationCredential[], userId: string, baseUrl: string): Promise<CredentialBody[]> => {
    const [roles, rules] = [await listRoles(db), await listAccessRules(db, { userId })];
    return credentials.map((one) => credentialBody(one, roles, rules, baseUrl));
  };

  return {
    async listApplicationCredentials(call) {
      const userId = call.path.id;
      mayLook(call.auth, 'list_application_credentials', call.auth.userId === userId);
      const found = await listApplicationCredentials(db, { userId, name: call.query.name });
      return { status: 200, body: { application_credentials: await bodies(found, userId, call.baseUrl), links: listLinks(call) } };
    },

    async createApplicationCredential(call) {
      const { auth, body: { application_credential: wanted } } = call;
      const userId = call.path.id;
      if (auth.userId !== userId) throw notPermitted('identity:create_application_credential', 'Everybody makes their own.');
      requireUnrestricted(auth, 'create_application_credential');
      if (auth.projectId === null) throw badRequest('An application credential belongs to a project: use a token that is scoped to one.');
      const allRoles = await listRoles(db);
      const secret = wanted.secret ?? randomBytes(64).toString('base64url');
      const credential: ApplicationCredential = {
        id: newId(),
        userId,
        projectId: auth.projectId,
        name: wanted.name,
        description: wanted.description ?? null,
        secretHash: await hasher.hash(secret),
        roleIds: chooseRoles(wanted.roles, auth, allRoles),
        accessRuleIds: null,
        unrestricted: wanted.unrestricted ?? false,
        expiresAt: readExpiry(wanted.expires_at, now()),
      };
      const made = await inTransaction(db, async (trx) => {
        const rules = wanted.access_rules ? await takeRules(trx, userId, wanted.access_rules, newId) : undefined;
        const whole = { ...credential, accessRuleIds: rules?.map(({ id }) => id) ?? null };
        await insertApplicationCredential(trx, whole, new Date(now()).toISOString());
        return { whole, rules: rules ?? [] };
      }).catch((error: unknown) => {
        throw isUniqueViolation(error) ? duplicate('application_credential', wanted.name) : error;
      });
      return { status: 201, body: { application_credential: { ...credentialBody(made.whole, allRoles, made.rules, call.baseUrl), secret } } };
    },

    async getApplicationCredential(call) {
      mayLook(call.auth, 'get_application_credential', call.auth.userId === call.path.id);
      const [body] = await bodies([await mustFind(call.path.id, call.path.application_credential_id)], call.path.id, call.baseUrl);
      if (!body) throw new TypeError('one application credential has one body');
      return { status: 200, body: { application_credential: body } };
    },

    async deleteApplicationCredential(call) {
      mayTakeAway(call.auth, 'delete_application_credential', call.path.id);
      const { id } = await mustFind(call.path.id, call.path.application_credential_id);
      await revoker.change(async (trx) => {
        if ((await removeApplicationCredentials(trx, { id })) === 0) throw couldNotFind('application credential', id);
        await revoker.revoke(trx, { applicationCredentialId: id });
      });
      return { status: 204 };
    },

    async listAccessRules(call) {
      mayLook(call.auth, 'list_access_rules', call.auth.userId === call.path.id);
      const rules = await listAccessRules(db, { userId: call.path.id, ...call.query });
      return { status: 200, body: { access_rules: rules.map((rule) => ruleBody(rule, call.baseUrl)), links: listLinks(call) } };
    },

    async getAccessRule(call) {
      mayLook(call.auth, 'get_access_rule', call.auth.userId === call.path.id);
      const [rule] = await listAccessRules(db, { userId: call.path.id, ids: [call.path.access_rule_id] });
      if (!rule) throw couldNotFind('access rule', call.path.access_rule_id);
      return { status: 200, body: { access_rule: ruleBody(rule, call.baseUrl) } };
    },

    async deleteAccessRule(call) {
      const { id: userId, access_rule_id: id } = call.path;
      mayTakeAway(call.auth, 'delete_access_rule', userId);
      await inTransaction(db, async (trx) => {
        const users = (await listApplicationCredentials(trx, { userId })).filter((one) => one.accessRuleIds?.includes(id));
        if (users.length > 0) throw notPermitted('identity:delete_access_rule', `The access rule ${id} is used by the application credential ${users[0]?.name ?? ''}.`);
        if ((await removeAccessRules(trx, { userId, id })) === 0) throw couldNotFind('access rule', id);
      });
      return { status: 204 };
    },
  };
}

/** A program with a restricted credential must not make itself another one that outlives it. */
export function requireUnrestricted(auth: AuthContext, rule: string): void {
  if (auth.applicationCredential?.restricted !== true) return;
  throw notPermitted(`identity:${rule}`, 'Using method "application_credential" is not allowed for managing credentials, unless the application credential is unrestricted.');
}

function mayTakeAway(auth: AuthContext, rule: string, userId: string): void {
  requireUnrestricted(auth, rule);
  if (auth.userId !== userId && !auth.isAdmin) throw notPermitted(`identity:${rule}`, 'It needs the role admin for what is not your own.');
}

/** Those asked for, of which the token must have each; all of the token's without a wish. */
function chooseRoles(wanted: Wanted['roles'], auth: AuthContext, all: readonly Role[]): string[] {
  const own = all.filter((role) => role.domainId === null && auth.roles.includes(role.name));
  if (wanted === undefined || wanted.length === 0) return own.map(({ id }) => id);
  return [...new Set(wanted.map(({ id, name }) => {
    const role = own.find((one) => (id === undefined ? one.name === name : one.id === id));
    if (!role) throw badRequest(`Cannot create an application credential with unassigned role ${id ?? name ?? ''}.`, { field: 'application_credential.roles' });
    return role.id;
  }))];
}

/** A time without a zone is UTC. */
export function readExpiry(text: string | null | undefined, nowMs: number): string | null {
  if (text === null || text === undefined) return null;
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  if (Number.isNaN(ms)) throw badRequest(`The time ${JSON.stringify(text.slice(0, 60))} is not of the form 2027-01-31T12:00:00.`, { field: 'application_credential.expires_at' });
  if (ms <= nowMs) throw badRequest(`The time ${text} is over: an application credential must expire in the future.`, { field: 'application_credential.expires_at' });
  return new Date(ms).toISOString();
}

async function takeRules(trx: Trx, userId: string, wanted: NonNullable<Wanted['access_rules']>, newId: () => string): Promise<StoredAccessRule[]> {
  const rules: StoredAccessRule[] = [];
  for (const { id, service, method, path } of wanted) rules.push(id === undefined ? await newRule(trx, { service, method, path }, userId, newId) : await knownRule(trx, userId, id));
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()];
}

function newRule(trx: Trx, { service, method, path }: { service?: string | undefined; method?: string | undefined; path?: string | undefined }, userId: string, newId: () => string): Promise<StoredAccessRule> {
  if (service === undefined || method === undefined || path === undefined) {
    throw badRequest('An access rule needs a service, a method and a path, or the id of one that you have.', { field: 'application_credential.access_rules' });
  }
  return ensureAccessRule(trx, { id: newId(), userId, service, method, path });
}

async function knownRule(trx: DbOrTrx, userId: string, id: string): Promise<StoredAccessRule> {
  const [rule] = await listAccessRules(trx, { userId, ids: [id] });
  if (!rule) throw couldNotFind('access rule', id);
  return rule;
}

function credentialBody(one: ApplicationCredential, roles: readonly Role[], rules: readonly StoredAccessRule[], baseUrl: string): CredentialBody {
  const { accessRuleIds } = one;
  return {
    id: one.id,
    name: one.name,
    description: one.description,
    user_id: one.userId,
    project_id: one.projectId,
    system: null,
    expires_at: one.expiresAt === null ? null : one.expiresAt.replace('Z', '000'),
    unrestricted: one.unrestricted,
    roles: roles.filter(({ id }) => one.roleIds.includes(id)).map(({ id, name, domainId }) => ({ id, name, domain_id: domainId })),
    ...(accessRuleIds && { access_rules: rules.filter(({ id }) => accessRuleIds.includes(id)).map((rule) => ruleBody(rule, baseUrl)) }),
    links: { self: `${baseUrl}/v3/users/${one.userId}/application_credentials/${one.id}` },
  };
}

const ruleBody = ({ id, service, method, path, userId }: StoredAccessRule, baseUrl: string): RuleBody => ({
  ...{ id, service, method, path },
  links: { self: `${baseUrl}/v3/users/${userId}/access_rules/${id}` },
});
