import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { tokenCatalog } from './catalog.ts';
import { defaultDomainName } from './bootstrap.ts';
import { listDomains } from './domain-store.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listRoles } from './role-store.ts';
import { identityTime } from './wire.ts';

export type TokenBody = ReplyBodyOf<Operation<'identity', 'validateToken'>, 200>;

/** A token in Keystone's words. An unscoped one has neither roles nor catalog. */
export async function describeToken({ db, config }: IdentityParts, auth: AuthContext, withCatalog: boolean): Promise<TokenBody> {
  const domains = new Map((await listDomains(db)).map((domain) => [domain.id, domain.name]));
  const domainOf = (id: string): { id: string; name: string } => ({ id, name: domains.get(id) ?? defaultDomainName });
  const isScoped = auth.system || auth.projectId !== null;
  const roles = isScoped ? (await listRoles(db)).filter((role) => auth.roles.includes(role.name)) : [];
  return {
    token: {
      methods: auth.methods,
      user: { id: auth.userId, name: auth.userName, domain: domainOf(auth.userDomainId), password_expires_at: null },
      audit_ids: auth.auditIds,
      expires_at: identityTime(auth.expiresAt),
      issued_at: identityTime(auth.issuedAt),
      ...(auth.projectId !== null && {
        project: { id: auth.projectId, name: auth.projectName ?? '', domain: domainOf(auth.projectDomainId ?? '') },
        is_domain: false,
      }),
      ...(auth.system && { system: { all: true } }),
      ...(isScoped && { roles: roles.map(({ id, name }) => ({ id, name })) }),
      ...(isScoped && withCatalog && { catalog: tokenCatalog(config) }),
    },
  };
}
