/**
 * OpenSSH's forms of keys: a public key is one line of type, base64 and comment; its base64 holds fields, each behind its
 * length, the first of them the type again (RFC 4253, section 6.6). The private key's form is OpenSSH's own
 * (PROTOCOL.key in its sources), which all clients read; PKCS #8 they do not for Ed25519.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';

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
  /** A PEM-like text that ssh reads as a file. */
  privateKey: string;
}

/** A new Ed25519 key. */
export function generateSshKey(comment: string, random: (length: number) => Buffer): NewSshKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const blob = Buffer.concat([field('ssh-ed25519'), field(point)]);
  return { publicKey: `ssh-ed25519 ${blob.toString('base64')} ${comment}`, privateKey: privateFile({ blob, point, seed, comment, check: random(4) }) };
}

interface PrivateParts {
  blob: Buffer;
  point: Buffer;
  seed: Buffer;
  comment: string;
  /** Twice the same: a reader sees by it that it decrypted well. */
  check: Buffer;
}

function privateFile({ blob, point, seed, comment, check }: PrivateParts): string {
  const secret = Buffer.concat([check, check, field('ssh-ed25519'), field(point), field(Buffer.concat([seed, point])), field(comment)]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'), field('none'), field(''), number(1), field(blob), field(Buffer.concat([secret, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const field = (content: string | Buffer): Buffer => Buffer.concat([number(Buffer.byteLength(content)), Buffer.from(content)]);

function readField(blob: Buffer, at: number): { bytes: Buffer; next: number } | undefined {
  if (at + 4 > blob.length) return undefined;
  const next = at + 4 + blob.readUInt32BE(at);
  return next > blob.length ? undefined : { bytes: blob.subarray(at + 4, next), next };
}
