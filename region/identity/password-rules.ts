import type { PasswordHasher } from './password-hash.ts';
import type { User } from './user-store.ts';

/** Keystone's "security compliance", by the same names. */
export interface PasswordRules {
  /** So many failed logins in a row lock the account. */
  lockoutFailureAttempts: number;
  /** For so long after the last one. */
  lockoutDurationS: number;
  /** A user's new password is none of so many last ones; 0 takes any. */
  uniqueLastPasswordCount: number;
  /** A password is good for so long; null for ever. */
  expiresAfterDays: number | null;
  /** Who has not logged in for so long is treated as disabled; null for never. */
  inactiveAfterDays: number | null;
}

export const defaultPasswordRules: PasswordRules = {
  lockoutFailureAttempts: 3,
  lockoutDurationS: 5,
  uniqueLastPasswordCount: 2,
  expiresAfterDays: null,
  inactiveAfterDays: null,
};

export type Lock = 'open' | 'locked' | 'forgiven';

/** `forgiven`: it was locked, and the time is over, so the next failure is the first one again. */
export function lockOf(user: User, rules: PasswordRules, nowMs: number): Lock {
  if (user.options['ignore_lockout_failure_attempts'] === true || user.failedAt === null) return 'open';
  if (user.failedLogins < rules.lockoutFailureAttempts) return 'open';
  return nowMs < Date.parse(user.failedAt) + rules.lockoutDurationS * 1000 ? 'locked' : 'forgiven';
}

export const isExpired = (user: User, nowMs: number): boolean =>
  user.passwordExpiresAt !== null && user.options['ignore_password_expiry'] !== true && Date.parse(user.passwordExpiresAt) <= nowMs;

/** Whole days, as Keystone counts them, since the last login, or since the user was made or enabled again. */
export function isInactive({ lastActiveOn = null, options }: Partial<Pick<User, 'lastActiveOn'>> & Pick<User, 'options'>, rules: PasswordRules, nowMs: number): boolean {
  const since = inactiveSince(rules, nowMs);
  return since !== undefined && lastActiveOn !== null && options['ignore_user_inactivity'] !== true && lastActiveOn <= since;
}

export const countsAsEnabled = (user: Parameters<typeof isInactive>[0] & Pick<User, 'enabled'>, rules: PasswordRules, nowMs: number): boolean => user.enabled && !isInactive(user, rules, nowMs);

/** Whose last day is this one or an earlier one has been away for too long; undefined when nobody has. */
export const inactiveSince = ({ inactiveAfterDays }: PasswordRules, nowMs: number): string | undefined => (inactiveAfterDays === null ? undefined : dayOf(nowMs - inactiveAfterDays * dayMs));

/** The day of a time, in UTC: 2026-11-21. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const dayMs = 86_400_000;

/** What changes with a password: its expiry, and the hashes before it. */
export function newPasswordFields(before: Pick<User, 'passwordHash' | 'passwordHistory'> | undefined, passwordHash: string, rules: PasswordRules, nowMs: number): Partial<User> & { passwordHash: string } {
  const earlier = before ? [...(before.passwordHash === null ? [] : [before.passwordHash]), ...before.passwordHistory] : [];
  return {
    passwordHash,
    passwordHistory: earlier.slice(0, Math.max(rules.uniqueLastPasswordCount - 1, 0)),
    passwordExpiresAt: rules.expiresAfterDays === null ? null : new Date(nowMs + rules.expiresAfterDays * dayMs).toISOString(),
  };
}

/** Is this one of the last passwords, the present one included? */
export async function wasUsedBefore(hasher: PasswordHasher, user: User, password: string, rules: PasswordRules): Promise<boolean> {
  const hashes = [...(user.passwordHash === null ? [] : [user.passwordHash]), ...user.passwordHistory].slice(0, rules.uniqueLastPasswordCount);
  for (const hash of hashes) if (await hasher.verify(password, hash)) return true;
  return false;
}
