import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { tokenCatalog } from './catalog.ts';
import { readCatalog } from './catalog-store.ts';
import { defaultDomainName } from './bootstrap.ts';
import { listDomains } from './domain-store.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listRoles } from './role-store.ts';
import { findUser } from './user-store.ts';
import { passwordExpiry } from './user-view.ts';
import { identityTime } from './wire.ts';

export type TokenBody = ReplyBodyOf<Operation<'identity', 'validateToken'>, 200>;

/** A token in Keystone's words, of facts that were freshened before. An unscoped one has neither roles nor catalog. */
export async function describeToken({ db, config, facts }: IdentityParts, auth: AuthContext, withCatalog: boolean): Promise<TokenBody> {
  const domains = new Map((await facts.read('domains', () => listDomains(db))).map((domain) => [domain.id, domain.name]));
  const domainOf = (id: string): { id: string; name: string } => ({ id, name: domains.get(id) ?? defaultDomainName });
  const isScoped = auth.system || auth.projectId !== null || auth.domainId !== null;
  const user = await facts.read(`user ${auth.userId}`, () => findUser(db, { id: auth.userId }));
  const roles = isScoped ? (await facts.read('roles', () => listRoles(db))).filter((role) => role.domainId === null && auth.roles.includes(role.name)) : [];
  return {
    token: {
      methods: auth.methods,
      user: { id: auth.userId, name: auth.userName, domain: domainOf(auth.userDomainId), password_expires_at: user ? passwordExpiry(user) : null },
      audit_ids: auth.auditIds,
      expires_at: identityTime(auth.expiresAt),
      issued_at: identityTime(auth.issuedAt),
      ...(auth.projectId !== null && {
        project: { id: auth.projectId, name: auth.projectName ?? '', domain: domainOf(auth.projectDomainId ?? '') },
        is_domain: false,
      }),
      ...(auth.domainId !== null && { domain: domainOf(auth.domainId) }),
      ...(auth.system && { system: { all: true } }),
      ...(auth.applicationCredential && { application_credential: shownCredential(auth.applicationCredential) }),
      ...(isScoped && { roles: roles.map(({ id, name }) => ({ id, name })) }),
      ...(isScoped && withCatalog && { catalog: tokenCatalog(await facts.read('catalog', () => readCatalog(db)), config, auth) }),
    },
  };
}

const shownCredential = ({ id, name, restricted, rules }: NonNullable<AuthContext['applicationCredential']>): NonNullable<TokenBody['token']['application_credential']> => ({
  ...{ id, name, restricted },
  ...(rules && { access_rules: rules.map((rule) => ({ ...rule })) }),
});
