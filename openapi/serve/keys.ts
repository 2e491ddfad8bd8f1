import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { toFault, unavailable } from './fault.ts';
import type { Logger } from './log.ts';
import type { KeySource } from './token.ts';

/** A JSON web key set (RFC 7517) of P-256 keys, as the identity service publishes it. */
export interface KeySet {
  keys: PublicJwk[];
}

export interface PublicJwk {
  kty: string;
  crv: string;
  kid: string;
  x: string;
  y: string;
  use: string;
  alg: string;
}

export interface RemoteKeysOptions {
  /** Where the key set is, for example `<identity>/v3/auth/keys`. */
  url: string;
  /** Keeps the last set, so that a service starts while the identity service is away. */
  cacheFile?: string;
  timeoutMs?: number;
  /** An unknown key id asks again at most this often, whatever strangers send. */
  refetchMs?: number;
  log: Logger;
  fetch?: (url: string, signal: AbortSignal) => Promise<unknown>;
  now?: () => number;
}

/** Keys fetched from the identity service when an unknown key id comes by, which is how rotation arrives. */
export function remoteKeys(options: RemoteKeysOptions): KeySource {
  const { url, cacheFile, timeoutMs = 3000, refetchMs = 2000, log, fetch = fetchJson, now = Date.now } = options;
  let keys = new Map<string, KeyObject>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;
  let loaded: Promise<void> | undefined;
  let reachable = true;

  const load = async (): Promise<void> => {
    if (cacheFile === undefined) return;
    const text = await readFile(cacheFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') log.warn({ error, cacheFile }, 'the kept token keys cannot be read; they are fetched again');
      return undefined;
    });
    if (text === undefined) return;
    try {
      keys = importKeySet(JSON.parse(text));
    } catch (error) {
      log.warn({ error, cacheFile }, 'the kept token keys are damaged; they are fetched again');
    }
  };

  const refetch = async (): Promise<void> => {
    fetchedAt = now();
    try {
      const set = await fetch(url, AbortSignal.timeout(timeoutMs));
      keys = importKeySet(set);
      reachable = true;
      if (cacheFile !== undefined) await keep(cacheFile, JSON.stringify(set));
    } catch (error) {
      if (reachable) log.warn({ error, url }, 'token keys cannot be fetched; the last ones stay in use');
      reachable = false;
    }
  };

  return {
    async get(kid) {
      loaded ??= load();
      await loaded;
      const known = keys.get(kid);
      if (known) return known;
      if (!fetching && now() - fetchedAt >= refetchMs) {
        fetching = refetch().finally(() => {
          fetching = undefined;
        });
      }
      await fetching;
      const fetched = keys.get(kid);
      if (!fetched && !reachable) throw unavailable(`The token cannot be verified: its key is not known here and ${url} does not answer. Try again in a few seconds.`);
      return fetched;
    },
  };
}

/** Reads a key set; anything but P-256 signing keys is refused. */
export function importKeySet(set: unknown): Map<string, KeyObject> {
  const { keys } = Object(set) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new TypeError('a key set must be an object with the list "keys"');
  return new Map(
    (keys as PublicJwk[]).map((jwk) => {
      if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || typeof jwk.kid !== 'string') throw new TypeError('a key is not an EC P-256 key with a kid');
      return [jwk.kid, createPublicKey({ key: { ...jwk } as JsonWebKey, format: 'jwk' })];
    }),
  );
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await globalThis.fetch(url, { signal, redirect: 'error' });
  if (!response.ok) throw unavailable(`GET ${url} answered ${response.status}`);
  return response.json();
}

async function keep(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.new`;
  try {
    const handle = await open(temporary, 'w', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    throw toFault(error, 'unavailable', `Cannot keep the token keys in ${file}`);
  }
}
