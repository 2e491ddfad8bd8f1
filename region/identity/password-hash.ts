import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import pLimit from 'p-limit';
import { Fault } from '../../openapi/serve/fault.ts';

/** Hashes and checks passwords off the main thread, a few at a time. */
export interface PasswordHasher {
  /** `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, both base64 (the PHC string format); parameters travel with the hash. */
  hash(password: string): Promise<string>;
  /** `stored` null stands for a user that is not there: it costs the same and answers false. */
  verify(password: string, stored: string | null): Promise<boolean>;
}

export interface PasswordHasherOptions {
  /** log2 of scrypt's N. 15 with r=8 takes 32 MiB and some 70 ms of one core; tests take less. */
  costLog2?: number;
  /** Hashes at the same time: libuv has four threads, and files and sqlite need the others. */
  concurrency?: number;
  /** More than this waiting are refused with 503 instead of holding their requests for seconds. */
  maxWaiting?: number;
}

export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { costLog2 = 15, concurrency = 2, maxWaiting = 100 } = options;
  const limit = pLimit(concurrency);
  const parameters: Parameters = { costLog2, blockSize: 8, parallelism: 1 };
  // Nobody knows the password that this belongs to; it is only there to take as long as a real one.
  const decoy: Stored = { ...parameters, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) };

  const derive = (password: string, salt: Buffer, cost: Parameters): Promise<Buffer> => {
    if (limit.pendingCount >= maxWaiting) {
      const message = 'Too many passwords are being checked at the moment: try again in a few seconds, or use a token that you have.';
      throw new Fault('unavailable', message, { headers: { 'Retry-After': '5' } });
    }
    return limit(() => runScrypt(password, salt, cost));
  };

  return {
    async hash(password) {
      const salt = randomBytes(saltBytes);
      return format({ ...parameters, salt, hash: await derive(password, salt, parameters) });
    },
    async verify(password, stored) {
      const known = stored === null ? decoy : parse(stored);
      const hash = await derive(password, known.salt, known);
      return timingSafeEqual(hash, known.hash) && stored !== null;
    },
  };
}

interface Parameters {
  costLog2: number;
  blockSize: number;
  parallelism: number;
}

interface Stored extends Parameters {
  salt: Buffer;
  hash: Buffer;
}

const saltBytes = 16;
const hashBytes = 32;

function runScrypt(password: string, salt: Buffer, { costLog2, blockSize, parallelism }: Parameters): Promise<Buffer> {
  const cost = 2 ** costLog2;
  // Twice what the parameters need (RFC 7914, section 2): node's own default limit is just below them.
  const maxmem = 2 * 128 * blockSize * (cost + parallelism);
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, hashBytes, { N: cost, r: blockSize, p: parallelism, maxmem }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}

const format = ({ costLog2, blockSize, parallelism, salt, hash }: Stored): string =>
  `$scrypt$ln=${costLog2},r=${blockSize},p=${parallelism}$${salt.toString('base64')}$${hash.toString('base64')}`;

function parse(stored: string): Stored {
  const parts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  if (!parts) throw new Error('a stored password hash is not of the form $scrypt$ln=,r=,p=$salt$hash');
  const [, costLog2, blockSize, parallelism, salt = '', hash = ''] = parts;
  return {
    costLog2: Number(costLog2),
    blockSize: Number(blockSize),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}
