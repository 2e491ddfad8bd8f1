import { isUniqueViolation } from '../../openapi/serve/db.ts';
import { conflict, Fault } from '../../openapi/serve/fault.ts';
import { addGrant, inProject } from './assignment-store.ts';
import { newPassword, serviceProjectName } from './bootstrap.ts';
import { defaultDomainId } from './domain-store.ts';
import { forgetUser } from './forget.ts';
import type { HostCredential } from './identity.ts';
import type { IdentityParts } from './identity-parts.ts';
import { dayOf } from './password-rules.ts';
import { findProject } from './project-store.ts';
import { findRole } from './role-store.ts';
import { findUser, insertUser, updateUser } from './user-store.ts';

/** The user of a host: `host-<name>`, with the role host in the project of the services. See `Identity.createHostCredential`. */
export async function createHostCredential(parts: IdentityParts, hostName: string): Promise<HostCredential> {
  const { db, hasher, now, newId, revoker } = parts;
  const password = newPassword();
  const passwordHash = await hasher.hash(password);
  const project = await findProject(db, { name: serviceProjectName, domainId: defaultDomainId });
  const role = await findRole(db, { name: 'host' });
  if (!project || !role) {
    throw new Fault('internal', `The host ${hostName} cannot get a credential: the project ${serviceProjectName} or the role host is missing.`);
  }
  const storing = revoker.change(async (trx) => {
    const name = `host-${hostName}`;
    const known = await findUser(trx, { name, domainId: defaultDomainId });
    const id = known?.id ?? newId();
    if (known) {
      await updateUser(trx, id, { passwordHash, enabled: true, lastActiveOn: dayOf(now()) });
      await revoker.revoke(trx, { userId: id });
    } else {
      const user = { id, domainId: defaultDomainId, name, passwordHash, email: null, description: `Host server ${hostName}` };
      await insertUser(trx, { ...user, defaultProjectId: project.id, enabled: true, options: {} }, new Date(now()).toISOString());
    }
    await addGrant(trx, { actor: { kind: 'user', id }, scope: inProject(project.id), roleId: role.id });
    return id;
  });
  const userId = await storing.catch((error: unknown) => {
    throw isUniqueViolation(error) ? conflict(`Another host of the name ${hostName} joins at this moment: names of hosts are unique.`) : error;
  });
  return { userId, password, projectId: project.id };
}

export async function deleteHostCredential({ now, revoker }: IdentityParts, userId: string): Promise<void> {
  await revoker.change(async (trx) => {
    if (await forgetUser(trx, userId, new Date(now()).toISOString())) await revoker.revoke(trx, { userId });
  });
}
