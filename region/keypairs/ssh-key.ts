/**
 * OpenSSH's form of public keys: one line of type, base64 and comment; its base64 holds fields, each behind its length,
 * the first of them the type again (RFC 4253, section 6.6).
 */
import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

export interface SshPublicKey {
  type: string;
  blob: Buffer;
}

const types = new Set([
  'ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com',
]);

/** `undefined` for anything that an sshd would not take as one line of authorized_keys. */
export function parsePublicKey(text: string): SshPublicKey | undefined {
  const line = text.trim();
  if (line.includes('\n') || line.includes('\r')) return undefined;
  const [type = '', base64 = ''] = line.split(/[ \t]+/);
  if (!types.has(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const blob = Buffer.from(base64, 'base64');
  const named = readField(blob, 0);
  if (named?.bytes.toString('ascii') !== type) return undefined;
  const rest = readField(blob, named.next);
  return rest && rest.bytes.length > 0 ? { type, blob } : undefined;
}

/** As Nova prints it: MD5 in pairs with colons. */
export const fingerprintOf = ({ blob }: SshPublicKey): string =>
  createHash('md5').update(blob).digest('hex').match(/../g)?.join(':') ?? '';

export interface NewSshKey {
  /** One line, without its end. */
  publicKey: string;
  /** PEM. */
  privateKey: string;
}

/**
 * A new RSA key of 2048 bits, its private half in PKCS #1: what Nova makes, and what each client and library reads,
 * old ones too, which know neither Ed25519 nor OpenSSH's own form. Searching the primes takes a tenth of a second and
 * more, so it is done off the main thread.
 */
export async function generateSshKey(comment: string): Promise<NewSshKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  const blob = Buffer.concat([field('ssh-rsa'), field(positive(e)), field(positive(n))]);
  return { publicKey: `ssh-rsa ${blob.toString('base64')} ${comment}`, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
}

/** An integer as SSH has it (RFC 4251, section 5, "mpint"): a first bit that is set would make it negative. */
function positive(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

function field(content: string | Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(content));
  return Buffer.concat([length, Buffer.from(content)]);
}

function readField(blob: Buffer, at: number): { bytes: Buffer; next: number } | undefined {
  if (at + 4 > blob.length) return undefined;
  const next = at + 4 + blob.readUInt32BE(at);
  return next > blob.length ? undefined : { bytes: blob.subarray(at + 4, next), next };
}
