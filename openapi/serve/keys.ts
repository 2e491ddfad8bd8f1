/**
 * Public keys of the identity service, as a service that verifies tokens has them.
 *
 * The set holds the key that will sign next, and it is fetched now and then, so a rotation finds services prepared. A key
 * id that is unknown all the same (a service that was cut off, two rotations at once) is asked for. Strangers can invent
 * key ids, so that happens at most once in `refetchMs`; who comes within that time waits for its end rather than being
 * refused, because it may be the first to show a good new key.
 */
import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
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
  /** Where the key set is, for messages: `<identity>/v3/auth/keys`. */
  url: string;
  /** Asks for the key set. */
  fetch: (signal: AbortSignal) => Promise<unknown>;
  /** Keeps the last set, so that a service starts while the identity service is away. */
  cacheFile?: string;
  timeoutMs?: number;
  /** An unknown key id asks again at most this often, whatever strangers send. */
  refetchMs?: number;
  /** How often the set is fetched without need. */
  refreshMs?: number;
  log: Logger;
  now?: () => number;
  pause?: (ms: number) => Promise<unknown>;
}

export interface RemoteKeys extends KeySource {
  /** Fetches the set at once; a failure is logged, and the last set stays in use. */
  refresh(): Promise<void>;
  /** Fetches it now and then until `stop`. */
  start(): void;
  stop(): void;
}

export function remoteKeys(options: RemoteKeysOptions): RemoteKeys {
  const { url, cacheFile, timeoutMs = 3000, refetchMs = 500, refreshMs = 30_000, log, fetch, now = Date.now, pause = delay } = options;
  let keys = new Map<string, KeyObject>();
  let published = '';
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;
  let loaded: Promise<void> | undefined;
  let reachable = true;
  let timer: NodeJS.Timeout | undefined;

  const load = async (): Promise<void> => {
    if (cacheFile === undefined) return;
    const text = await readFile(cacheFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') log.warn({ error, cacheFile }, 'the kept token keys cannot be read; they are fetched again');
      return undefined;
    });
    if (text === undefined) return;
    try {
      keys = importKeySet(JSON.parse(text));
      published = text;
    } catch (error) {
      log.warn({ error, cacheFile }, 'the kept token keys are damaged; they are fetched again');
    }
  };

  const fetchNow = async (): Promise<void> => {
    fetchedAt = now();
    try {
      const set = await fetch(AbortSignal.timeout(timeoutMs));
      keys = importKeySet(set);
      reachable = true;
      const text = JSON.stringify(set);
      if (cacheFile !== undefined && text !== published) await keep(cacheFile, text);
      published = text;
    } catch (error) {
      if (reachable) log.warn({ error, url }, 'token keys cannot be fetched; the last ones stay in use');
      reachable = false;
    }
  };
  /** One at a time, and not sooner than `spacingMs` after the one before. */
  const refetch = (spacingMs: number): Promise<void> =>
    (fetching ??= (async () => {
      const waitMs = fetchedAt + spacingMs - now();
      if (waitMs > 0) await pause(waitMs);
      await fetchNow();
    })().finally(() => {
      fetching = undefined;
    }));

  return {
    async get(kid) {
      await (loaded ??= load());
      // A request under way may have left before this key was made, so it does not decide.
      if (!keys.has(kid)) await fetching;
      if (!keys.has(kid)) await refetch(refetchMs);
      const fetched = keys.get(kid);
      if (!fetched && !reachable) throw unavailable(`The token cannot be verified: its key is not known here and ${url} does not answer. Try again in a few seconds.`);
      return fetched;
    },
    async refresh() {
      await (loaded ??= load());
      await refetch(0);
    },
    start() {
      timer ??= setInterval(() => void refetch(0), refreshMs).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
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
