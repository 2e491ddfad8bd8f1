/**
 * What an application credential is worth at the moment: who it is, where, and which roles are left of it.
 *
 * It never gives more than its user has now: of its roles those count that the user still holds in its project, by
 * whatever way. A user that is disabled, or a project that is, makes it worthless, and a deleted one takes it along.
 * Source: Identity API v3, "Application credentials".
 */
import type { AccessRule } from '../../openapi/serve/access-rules.ts';
import type { TokenClaims } from '../../openapi/serve/token.ts';
import { listAccessRules } from './access-rule-store.ts';
import { findApplicationCredential } from './application-credential-store.ts';
import type { ApplicationCredential } from './application-credential-store.ts';
import { findDomain } from './domain-store.ts';
import { effectiveRoles } from './effective-roles.ts';
import { badCredentials } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listImplications } from './implied-role-store.ts';
import { withImplied } from './implied-roles.ts';
import { isInactive } from './password-rules.ts';
import type { GrantedScope } from './resolve-scope.ts';
import { findProject } from './project-store.ts';
import { findUser } from './user-store.ts';
import type { User } from './user-store.ts';

/** As a login names it: by id, or by name and user. */
export interface ApplicationCredentialClaim {
  id?: string | undefined;
  name?: string | undefined;
  user?: { id?: string | undefined; name?: string | undefined; domain?: { id?: string | undefined; name?: string | undefined } | undefined } | undefined;
  secret: string;
  remoteAddress: string;
}

export interface GrantedCredential {
  user: User;
  granted: GrantedScope;
  app: NonNullable<TokenClaims['app']>;
  /** Seconds since 1970; undefined: it does not end. */
  expiresAtS: number | undefined;
}

/** Throws the one 401 for every wrong part of it, and 429 for too many of these. */
export async function checkApplicationCredential(parts: IdentityParts, claim: ApplicationCredentialClaim): Promise<GrantedCredential> {
  const { db, hasher, attempts, log, now, rules } = parts;
  const found = await findClaimed(parts, claim);
  const attempt = attempts.begin({ user: found?.id ?? JSON.stringify([claim.id, claim.name, claim.user]), address: claim.remoteAddress });
  let outcome: 'right' | 'wrong' = 'wrong';
  try {
    const isAlive = found && (found.expiresAt === null || Date.parse(found.expiresAt) > now());
    const isRight = await hasher.verify(claim.secret, isAlive ? found.secretHash : null);
    if (!found || !isAlive || !isRight) {
      log.info({ applicationCredentialId: found?.id, remoteAddress: claim.remoteAddress }, 'a login by application credential was refused');
      throw badCredentials();
    }
    outcome = 'right';
    const user = await findUser(db, { id: found.userId });
    const domain = user && (await findDomain(db, { id: user.domainId }));
    if (user?.enabled !== true || isInactive(user, rules, now()) || domain?.enabled !== true) throw badCredentials();
    return { user, ...(await grantOf(parts, found)) };
  } finally {
    attempt.end(outcome);
  }
}

/** What a credential gives now; for a token that is made from a token of it as well. */
export async function grantOf({ db }: Pick<IdentityParts, 'db'>, credential: ApplicationCredential): Promise<Omit<GrantedCredential, 'user'>> {
  const project = await findProject(db, { id: credential.projectId });
  const domain = project && (await findDomain(db, { id: project.domainId }));
  if (project?.enabled !== true || domain?.enabled !== true) throw badCredentials();
  const held = await effectiveRoles(db, credential.userId, { kind: 'project', id: project.id });
  const heldIds = new Set(held.map(({ id }) => id));
  const given = withImplied(credential.roleIds.filter((id) => heldIds.has(id)), await listImplications(db));
  const roles = held.filter(({ id }) => given.has(id)).map(({ name }) => name);
  if (roles.length === 0) throw badCredentials();
  const rules = await rulesOf(db, credential);
  return {
    granted: { scope: { kind: 'project', id: project.id, name: project.name, domain: { id: domain.id, name: domain.name } }, roles },
    app: { id: credential.id, name: credential.name, restricted: !credential.unrestricted, ...(rules && { rules }) },
    expiresAtS: credential.expiresAt === null ? undefined : Math.trunc(Date.parse(credential.expiresAt) / 1000),
  };
}

async function rulesOf(db: IdentityParts['db'], { userId, accessRuleIds }: ApplicationCredential): Promise<AccessRule[] | undefined> {
  if (accessRuleIds === null) return undefined;
  return (await listAccessRules(db, { userId, ids: accessRuleIds })).map(({ service, method, path }) => ({ service, method, path }));
}

async function findClaimed({ db }: IdentityParts, { id, name, user }: ApplicationCredentialClaim): Promise<ApplicationCredential | undefined> {
  if (id !== undefined) return findApplicationCredential(db, { id });
  if (name === undefined) return undefined;
  if (user?.id !== undefined) return findApplicationCredential(db, { userId: user.id, name });
  const domain = user?.domain && (await findDomain(db, user.domain));
  const owner = domain && user?.name !== undefined ? await findUser(db, { name: user.name, domainId: domain.id }) : undefined;
  return owner && findApplicationCredential(db, { userId: owner.id, name });
}
