import { countAttempt } from './check-password.ts';
import type { AttemptClaim } from './check-password.ts';
import { claimStep, listCredentials } from './credential-store.ts';
import type { IdentityParts } from './identity-parts.ts';
import { fromBase32, matchingStep } from './totp.ts';
import type { User } from './user-store.ts';

export type PasscodeClaim = AttemptClaim & { passcode: string };

/**
 * The user whose authenticator made this code. Counted, limited and locked as passwords are, and each code is good once
 * (RFC 6238, section 5.2), with every region process.
 */
export function checkPasscode(parts: IdentityParts, claim: PasscodeClaim): Promise<User> {
  return countAttempt(parts, claim, async (user) => user !== undefined && (await isRight(parts, user, claim.passcode)));
}

async function isRight({ db, seal, now }: IdentityParts, user: User, passcode: string): Promise<boolean> {
  for (const { id, sealedBy, sealedBlob } of await listCredentials(db, { userId: user.id, type: 'totp' })) {
    const secret = sealedBy === seal().fingerprint ? fromBase32(seal().open(id, sealedBlob)) : undefined;
    const step = secret && matchingStep(secret, passcode, now());
    if (step !== undefined && (await claimStep(db, id, step))) return true;
  }
  return false;
}
