import type { Trx } from '../../openapi/serve/db.ts';
import { removeAccessRules } from './access-rule-store.ts';
import { removeApplicationCredentials } from './application-credential-store.ts';
import { removeGrants } from './assignment-store.ts';
import { removeCredentials } from './credential-store.ts';
import { removeGroup, removeMemberships } from './group-store.ts';
import { removeLimits } from './limit-store.ts';
import { removeProject } from './project-store.ts';
import { removeRole } from './role-store.ts';
import { removeUser } from './user-store.ts';

/**
 * Deletions with everything that hangs on what goes: what it was given, and what was given in it. Each answers whether it
 * was there. Tokens are the caller's to revoke, because what to revoke depends on why it goes.
 */
export async function forgetUser(trx: Trx, id: string, at: string): Promise<boolean> {
  await removeGrants(trx, { actors: [{ kind: 'user', id }] });
  await removeMemberships(trx, id);
  await removeApplicationCredentials(trx, { userId: id });
  await removeAccessRules(trx, { userId: id });
  await removeCredentials(trx, { userId: id });
  return removeUser(trx, id, at);
}

export async function forgetGroup(trx: Trx, id: string): Promise<boolean> {
  await removeGrants(trx, { actors: [{ kind: 'group', id }] });
  return removeGroup(trx, id);
}

export async function forgetProject(trx: Trx, id: string, at: string): Promise<boolean> {
  await removeGrants(trx, { scope: { kind: 'project', id } });
  await removeApplicationCredentials(trx, { projectId: id });
  await removeCredentials(trx, { projectId: id });
  await removeLimits(trx, { projectId: id });
  return removeProject(trx, id, at);
}

/** Throws the database's foreign key violation when somebody is given it at the same moment. */
export async function forgetRole(trx: Trx, id: string): Promise<boolean> {
  await removeGrants(trx, { roleId: id });
  return removeRole(trx, id);
}
