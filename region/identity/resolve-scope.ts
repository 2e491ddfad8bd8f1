import type { Body, Operation } from '../../openapi/contracts.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import { systemScope } from './assignment-store.ts';
import type { Scope } from './assignment-store.ts';
import { findDomain } from './domain-store.ts';
import type { Domain } from './domain-store.ts';
import { effectiveRoles } from './effective-roles.ts';
import { badCredentials } from './identity-faults.ts';
import { findProject } from './project-store.ts';
import type { Project } from './project-store.ts';
import type { TokenScope } from './token-signer.ts';
import type { User } from './user-store.ts';

export type AskedScope = Body<Operation<'identity', 'issueToken'>>['auth']['scope'];

export interface GrantedScope {
  scope: TokenScope;
  /** Implied roles included; never empty but for an unscoped token. */
  roles: string[];
}

/**
 * What a user gets for the scope that was asked for. Without one it is the user's default project where that works, and
 * nothing else. A project or domain that is unknown, disabled or without a role for the user is the one 401: a login does not
 * tell which there are.
 */
export async function resolveScope(db: DbOrTrx, user: User, asked: AskedScope): Promise<GrantedScope> {
  if (asked === 'unscoped') return unscoped;
  const kinds = asked === undefined ? [] : Object.keys(asked).filter((kind) => scopeKinds.has(kind));
  if (kinds.length > 1) throw badRequest(`The scope names ${kinds.join(' and ')}: a token has one scope, so name one of them.`, { field: 'auth.scope' });
  if (asked?.system) return scopeToSystem(db, user, asked.system.all);
  if (asked?.project) return grantedOrRefused(await scopeToProject(db, user, await findAskedProject(db, asked.project)));
  if (asked?.domain) return grantedOrRefused(await scopeToDomain(db, user, await findDomain(db, asked.domain)));
  if (asked && 'unscoped' in asked) return unscoped;
  if (user.defaultProjectId === null) return unscoped;
  return (await scopeToProject(db, user, await findProject(db, { id: user.defaultProjectId }))) ?? unscoped;
}

const scopeKinds = new Set(['project', 'domain', 'system', 'unscoped']);

const unscoped: GrantedScope = { scope: { kind: 'unscoped' }, roles: [] };

async function scopeToSystem(db: DbOrTrx, user: User, all: boolean | undefined): Promise<GrantedScope> {
  if (all !== true) throw badRequest('The scope "system" must be {"all": true}.', { field: 'auth.scope.system' });
  const roles = await roleNames(db, user, systemScope);
  if (roles.length === 0) throw badCredentials();
  return { scope: { kind: 'system' }, roles };
}

async function scopeToDomain(db: DbOrTrx, user: User, domain: Domain | undefined): Promise<GrantedScope | undefined> {
  if (domain?.enabled !== true) return undefined;
  const roles = await roleNames(db, user, { kind: 'domain', id: domain.id });
  return roles.length === 0 ? undefined : { scope: { kind: 'domain', id: domain.id, name: domain.name }, roles };
}

async function scopeToProject(db: DbOrTrx, user: User, project: Project | undefined): Promise<GrantedScope | undefined> {
  if (project?.enabled !== true) return undefined;
  const roles = await roleNames(db, user, { kind: 'project', id: project.id });
  const domain = await findDomain(db, { id: project.domainId });
  if (roles.length === 0 || domain?.enabled !== true) return undefined;
  return { scope: { kind: 'project', id: project.id, name: project.name, domain: { id: domain.id, name: domain.name } }, roles };
}

const roleNames = async (db: DbOrTrx, user: User, scope: Scope): Promise<string[]> => (await effectiveRoles(db, user.id, scope)).map(({ name }) => name);

function grantedOrRefused(granted: GrantedScope | undefined): GrantedScope {
  if (!granted) throw badCredentials();
  return granted;
}

interface AskedProject {
  id?: string;
  name?: string;
  domain?: { id?: string; name?: string };
}

async function findAskedProject(db: DbOrTrx, asked: AskedProject): Promise<Project | undefined> {
  if (asked.id !== undefined) return findProject(db, { id: asked.id });
  if (asked.name === undefined || asked.domain === undefined) {
    throw badRequest('The scope "project" needs an id, or a name and a domain.', { field: 'auth.scope.project' });
  }
  const domain = await findDomain(db, asked.domain);
  return domain && findProject(db, { name: asked.name, domainId: domain.id });
}
