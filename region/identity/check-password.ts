import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import { findDomain } from './domain-store.ts';
import { badCredentials } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { dayOf, isExpired, isInactive, lockOf } from './password-rules.ts';
import { countFailedLogin, findUser, forgiveFailedLogins, noteLogin } from './user-store.ts';
import type { User } from './user-store.ts';

export interface AttemptClaim {
  /** By id, or by name in a domain that is given by id or name. */
  user: { id: string } | { name: string; domain: { id?: string | undefined; name?: string | undefined } };
  remoteAddress: string;
}

export type PasswordClaim = AttemptClaim & { password: string };

/**
 * Answers the user, or throws the one 401; a user that is unknown, disabled, locked or without a password takes as long
 * as a wrong password. Only who knows an expired password is told that it has expired; `mayBeExpired` is for changing it.
 */
export async function checkPassword(parts: PasswordParts, claim: PasswordClaim, mayBeExpired = false): Promise<User> {
  const user = await countAttempt(parts, claim, (usable) => parts.hasher.verify(claim.password, usable?.passwordHash ?? null));
  if (isExpired(user, parts.now()) && !mayBeExpired) throw expired(user.id);
  return user;
}

/**
 * Every attempt to guess something of a user comes through here, where attempts are counted and limited
 * (login-attempts.ts). `isRight` is also asked, in vain, of a user that cannot be used.
 */
export async function countAttempt(parts: PasswordParts, claim: AttemptClaim, isRight: (usable: User | undefined) => Promise<boolean>): Promise<User> {
  const user = await findClaimed(parts.db, claim.user);
  const attempt = parts.attempts.begin({ user: user?.id ?? JSON.stringify(claim.user), address: claim.remoteAddress });
  let outcome: 'right' | 'wrong' = 'wrong';
  try {
    const found = await checkFound(parts, user, claim, isRight);
    outcome = 'right';
    return found;
  } finally {
    attempt.end(outcome);
  }
}

/**
 * The login has passed all that it needs: failures to guess what it showed are forgiven, and the user is active. A part of a
 * login does neither, or who knows the password could guess at the second factor for ever.
 */
export async function acceptLogin({ db, now }: Pick<IdentityParts, 'db' | 'now'>, user: User, methods: readonly string[]): Promise<void> {
  if (user.failedLogins > 0 && methods.some((method) => method === 'password' || method === 'totp')) await forgiveFailedLogins(db, user.id);
  if (methods.some((method) => method !== 'token')) await noteLogin(db, user, dayOf(now()));
}

async function checkFound({ db, log, now, rules }: PasswordParts, user: User | undefined, { remoteAddress }: AttemptClaim, isRight: (usable: User | undefined) => Promise<boolean>): Promise<User> {
  const lock = user ? lockOf(user, rules, now()) : 'open';
  const usable = user?.enabled === true && !isInactive(user, rules, now()) && lock !== 'locked' && (await isDomainEnabled(db, user)) ? user : undefined;
  if ((await isRight(usable)) && usable) return usable;
  // An attempt on a locked account counts for nothing, or a stranger could keep its owner out for ever.
  if (usable) await countFailedLogin(db, usable.id, { at: new Date(now()).toISOString(), afresh: lock === 'forgiven' });
  // The name that was tried is not written down: people type passwords into that field.
  log.info({ userId: user?.id, remoteAddress }, 'a login was refused');
  throw badCredentials();
}

export type PasswordParts = Pick<IdentityParts, 'db' | 'hasher' | 'attempts' | 'log' | 'now' | 'rules'>;

const expired = (id: string): Fault =>
  new Fault('unauthorized', `The password is expired and needs to be changed for user: ${id}. Change it by POST /v3/users/${id}/password.`);

async function findClaimed(db: DbOrTrx, claimed: AttemptClaim['user']): Promise<User | undefined> {
  if ('id' in claimed) return findUser(db, claimed);
  const domain = await findDomain(db, claimed.domain);
  return domain && findUser(db, { name: claimed.name, domainId: domain.id });
}

const isDomainEnabled = async (db: DbOrTrx, user: User): Promise<boolean> => (await findDomain(db, { id: user.domainId }))?.enabled === true;
