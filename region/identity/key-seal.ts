import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * Seals private signing keys with AES-256-GCM by the key in the secrets file. Several region processes share signing
 * keys through the database; whoever reads the database alone (a backup, a replica) can still sign nothing.
 */
export interface KeySeal {
  /** Tells sealing keys apart without saying anything about them: 16 hexadecimal digits of a SHA-256. */
  fingerprint: string;
  /** base64 of nonce (12 bytes), tag (16) and text; bound to the key id, so that rows cannot be exchanged. */
  seal(kid: string, text: string): string;
  /** Throws when another key sealed it, or when it was changed. */
  open(kid: string, sealed: string): string;
}

export function createKeySeal(key: Buffer): KeySeal {
  if (key.length !== keyBytes) throw new TypeError(`a sealing key has ${keyBytes} bytes, not ${key.length}`);
  return {
    fingerprint: createHash('sha256').update('sampan key seal').update(key).digest('hex').slice(0, 16),
    seal(kid, text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(kid));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(kid, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const tagEnd = nonceBytes + tagBytes;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(kid)).setAuthTag(bytes.subarray(nonceBytes, tagEnd));
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
    },
  };
}

export const newSealingKey = (): Buffer => randomBytes(keyBytes);

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
