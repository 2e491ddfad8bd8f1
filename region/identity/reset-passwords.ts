import { Fault } from '../../openapi/serve/fault.ts';
import { bootstrapUsers, loginOf, newPassword, withLogin } from './bootstrap.ts';
import { defaultDomainId } from './domain-store.ts';
import type { IdentityParts } from './identity-parts.ts';
import { dayOf } from './password-rules.ts';
import { readSecrets, replaceSecrets } from './secrets-file.ts';
import { findUser, updateUser } from './user-store.ts';

/**
 * The way back when the secrets file was lost: admin, and every user of the bootstrap whose login the file does not
 * hold, gets a new random password. It is written to the file before the database, so that a crash in between leaves a
 * file that is wrong rather than passwords that nobody knows; doing it again puts that right.
 */
export async function resetAdminPassword({ db, config, hasher, revoker, now }: Pick<IdentityParts, 'db' | 'config' | 'hasher' | 'revoker' | 'now'>): Promise<void> {
  const { secretsFile } = config;
  let secrets = await readSecrets(secretsFile);
  if (!secrets) throw new Fault('conflict', `Passwords cannot be reset: there is no secrets file ${secretsFile}. Start the region once, which makes it.`);
  const changes: { userId: string; passwordHash: string }[] = [];
  for (const bootstrapUser of bootstrapUsers) {
    if (bootstrapUser.name !== 'admin' && loginOf(secrets, bootstrapUser)) continue;
    const user = await findUser(db, { name: bootstrapUser.name, domainId: defaultDomainId });
    if (!user) continue;
    const password = newPassword();
    secrets = withLogin(secrets, bootstrapUser, password);
    changes.push({ userId: user.id, passwordHash: await hasher.hash(password) });
  }
  await replaceSecrets(secretsFile, secrets);
  await revoker.change(async (trx) => {
    for (const { userId, passwordHash } of changes) {
      await updateUser(trx, userId, { passwordHash, enabled: true, lastActiveOn: dayOf(now()) });
      await revoker.revoke(trx, { userId });
    }
  });
}
