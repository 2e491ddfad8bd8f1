import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { findDomain } from './domain-store.ts';
import { badCredentials } from './identity-faults.ts';
import type { PasswordHasher } from './password-hash.ts';
import { findUser } from './user-store.ts';
import type { User } from './user-store.ts';

export interface PasswordClaim {
  /** By id, or by name in a domain that is given by id or name. */
  user: { id: string } | { name: string; domain: { id?: string | undefined; name?: string | undefined } };
  password: string;
  remoteAddress: string;
}

/**
 * Every password attempt of the service comes through here, which is where attempts are to be counted and limited.
 * Answers the user, or throws the one 401; a user that is unknown, disabled or without a password takes as long as a
 * wrong password.
 */
export async function checkPassword(db: DbOrTrx, hasher: PasswordHasher, log: Logger, claim: PasswordClaim): Promise<User> {
  const user = await findClaimed(db, claim.user);
  const usable = user?.enabled === true && (await isDomainEnabled(db, user)) ? user : undefined;
  const isRight = await hasher.verify(claim.password, usable?.passwordHash ?? null);
  if (usable && isRight) return usable;
  // The name that was tried is not written down: people type passwords into that field.
  log.info({ userId: user?.id, remoteAddress: claim.remoteAddress }, 'a login was refused');
  throw badCredentials();
}

async function findClaimed(db: DbOrTrx, claimed: PasswordClaim['user']): Promise<User | undefined> {
  if ('id' in claimed) return findUser(db, claimed);
  const domain = await findDomain(db, claimed.domain);
  return domain && findUser(db, { name: claimed.name, domainId: domain.id });
}

const isDomainEnabled = async (db: DbOrTrx, user: User): Promise<boolean> => (await findDomain(db, { id: user.domainId }))?.enabled === true;
