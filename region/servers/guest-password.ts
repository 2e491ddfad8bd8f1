import { cryptSalt, fewestRounds, sha512Crypt } from '../../openapi/serve/sha512-crypt.ts';
import type { Ambient } from '../ambient.ts';

export interface GuestPassword {
  /** Answered once, and kept nowhere. */
  plain: string;
  hash: string;
}

/**
 * The password that was asked for, or a made one; only its hash goes further. Hashing keeps everybody else waiting, and one
 * that is made has 70 bits that no guessing finds: it is hashed by the fewest rounds.
 */
export function guestPassword(asked: string | undefined, ambient: Ambient): GuestPassword {
  const plain = asked ?? madePassword(ambient);
  return { plain, hash: sha512Crypt(plain, cryptSalt(ambient.randomBytes(16)), asked === undefined ? fewestRounds : undefined) };
}

const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Twelve letters that are not mistaken for each other, without bias: bytes beyond a whole number of alphabets are left out. */
function madePassword(ambient: Ambient): string {
  const limit = 256 - (256 % letters.length);
  let password = '';
  while (password.length < 12) {
    for (const byte of ambient.randomBytes(16)) if (byte < limit && password.length < 12) password += letters[byte % letters.length];
  }
  return password;
}
