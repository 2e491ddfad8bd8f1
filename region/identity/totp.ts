/** One-time passwords by time (RFC 6238): six digits, 30 s, HMAC-SHA-1, as authenticator apps have it. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const stepS = 30;
const digits = 6;

export const stepOf = (nowMs: number): number => Math.floor(nowMs / 1000 / stepS);

/** The step, the present one or the one before it, whose code this is. */
export function matchingStep(secret: Buffer, code: string, nowMs: number): number | undefined {
  const now = stepOf(nowMs);
  return [now, now - 1].find((step) => equal(codeAt(secret, step), code));
}

/** RFC 4226, section 5.3. */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

/** RFC 4648, section 6; undefined for what is none. */
export function fromBase32(text: string): Buffer | undefined {
  const bare = text.replaceAll(/[\s=]/g, '').toUpperCase();
  if (bare === '' || !/^[A-Z2-7]+$/.test(bare)) return undefined;
  const bits = [...bare].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const equal = (wanted: string, given: string): boolean => /^\d{6}$/.test(given) && timingSafeEqual(Buffer.from(wanted), Buffer.from(given));
