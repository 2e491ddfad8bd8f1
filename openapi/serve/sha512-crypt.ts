/**
 * crypt(3) with SHA-512, `$6$salt$hash`, as /etc/shadow takes it (U. Drepper, "Unix crypt using SHA-256 and SHA-512",
 * steps 1 to 22). Node has no crypt, and a program would need the password from somewhere.
 */
import { createHash } from 'node:crypto';

const usualRounds = 5000;

/** The fewest that the scheme knows: enough where the password itself cannot be guessed. */
export const fewestRounds = 1000;

/**
 * @param salt up to 16 characters of ./0-9A-Za-z
 * @param rounds 1000 or more. The usual 5000 take 15 ms, on purpose: they slow down whoever guesses at a chosen password.
 */
export function sha512Crypt(password: string, salt: string, rounds = usualRounds): string {
  const key = Buffer.from(password, 'utf8');
  const salted = Buffer.from(salt, 'utf8');
  const alternate = digest(key, salted, key);
  let sum = digest(key, salted, repeated(alternate, key.length), ...bitsOf(key.length).map((bit) => (bit ? alternate : key)));
  const p = repeated(digest(...Array<Buffer>(key.length).fill(key)), key.length);
  const s = repeated(digest(...Array<Buffer>(16 + (sum[0] ?? 0)).fill(salted)), salted.length);
  for (let round = 0; round < rounds; round += 1) {
    const odd = round % 2 === 1;
    sum = digest(odd ? p : sum, ...(round % 3 === 0 ? [] : [s]), ...(round % 7 === 0 ? [] : [p]), odd ? sum : p);
  }
  return `$6$${rounds === usualRounds ? '' : `rounds=${rounds}$`}${salt}$${encode(sum)}`;
}

/** A salt of 16 characters from random bytes. */
export const cryptSalt = (random: Buffer): string => [...random.subarray(0, 16)].map((byte) => alphabet[byte & 63]).join('');

/** Of all parts at once: each update of a hash is a call of its own, and there are thousands. */
const digest = (...parts: readonly Buffer[]): Buffer => createHash('sha512').update(Buffer.concat(parts)).digest();

const repeated = (block: Buffer, length: number): Buffer => Buffer.alloc(length, block);

/** From the lowest bit up. */
const bitsOf = (length: number): boolean[] => (length === 0 ? [] : [...length.toString(2)].reverse().map((bit) => bit === '1'));

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Its own base 64: groups of three bytes, whose indices rotate, lowest bits first. */
function encode(sum: Buffer): string {
  let text = '';
  for (let group = 0; group < 21; group += 1) {
    const indices = [group, group + 21, group + 42];
    const turn = group % 3;
    const [high = 0, middle = 0, low = 0] = [indices[turn], indices[(turn + 1) % 3], indices[(turn + 2) % 3]];
    text += letters(((sum[high] ?? 0) << 16) | ((sum[middle] ?? 0) << 8) | (sum[low] ?? 0), 4);
  }
  return text + letters(sum[63] ?? 0, 2);
}

function letters(value: number, count: number): string {
  return Array.from({ length: count }, (_, index) => alphabet[(value >> (6 * index)) & 63]).join('');
}
