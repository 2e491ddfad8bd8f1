/**
 * Tokens on disk between calls: one 0600 file a credential below the user's cache folder.
 *
 * The file's name is a hash of everything that the token depends on, the password included, so another password never
 * gets this one's token. The hash is a slow one (scrypt, about 10 ms): whoever reads the folder's listing shall not be
 * able to try passwords fast. The cache is an aid only: what cannot be read, is torn or is too old counts as absent, and
 * a folder that cannot be written is left alone.
 */
import { randomUUID, scrypt } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Credentials } from './credentials.ts';
import type { Auth } from './session.ts';

export interface TokenCache {
  read(credentials: Credentials): Promise<Auth | undefined>;
  write(credentials: Credentials, auth: Auth): Promise<void>;
  drop(credentials: Credentials): Promise<void>;
}

export function createTokenCache(dir: string): TokenCache {
  const names = new Map<Credentials, Promise<string>>();
  const fileOf = (credentials: Credentials): Promise<string> => {
    const known = names.get(credentials) ?? nameOf(credentials).then((name) => join(dir, `${name}.json`));
    names.set(credentials, known);
    return known;
  };
  return {
    async read(credentials) {
      try {
        const found: unknown = JSON.parse(await readFile(await fileOf(credentials), 'utf8'));
        return isAuth(found) ? found : undefined;
      } catch {
        return undefined; // Absent, torn or foreign: the next token takes its place.
      }
    },
    async write(credentials, auth) {
      const file = await fileOf(credentials);
      const temporary = `${file}.${randomUUID()}`;
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await chmod(dirname(file), 0o700);
        await writeFile(temporary, JSON.stringify(auth), { mode: 0o600, flag: 'wx' });
        await rename(temporary, file);
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined); // No home, no space: then there is no cache.
      }
    },
    async drop(credentials) {
      await rm(await fileOf(credentials), { force: true });
    },
  };
}

/** `$XDG_CACHE_HOME/sampan/tokens`, else below `~/.cache`; undefined where there is no home. */
export function tokenCacheDir(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const base = env['XDG_CACHE_HOME'] || (env['HOME'] ? join(env['HOME'], '.cache') : undefined);
  return base === undefined ? undefined : join(base, 'sampan', 'tokens');
}

async function nameOf({ authUrl, userName, userId, userDomain, password = '', applicationCredential, scope }: Credentials): Promise<string> {
  const appCredential = applicationCredential && { ...applicationCredential, secret: undefined };
  const salt = JSON.stringify([authUrl, userName ?? null, userId ?? null, userDomain, scope, appCredential]);
  const hash = (await promisify<string, string, number, Buffer>(scrypt)(applicationCredential?.secret ?? password, salt, 24)) as Buffer;
  return hash.toString('hex');
}

function isAuth(value: unknown): value is Auth {
  const { token, body } = Object(value) as { token?: unknown; body?: { expires_at?: unknown; issued_at?: unknown; user?: unknown } };
  return typeof token === 'string' && typeof body?.expires_at === 'string' && typeof body.issued_at === 'string' && typeof body.user === 'object';
}
