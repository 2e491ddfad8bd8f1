/**
 * The keys that sign tokens: ES256 (RFC 7518, section 3.4), in three states.
 *
 *   next ──rotate──▶ current ──rotate──▶ previous ──longest token life──▶ gone
 *
 * All three are published, so a service that fetched the set before a rotation knows the new key already and rotation
 * needs no call. Region processes share the keys through the database, private parts sealed (key-seal.ts). A process
 * whose secrets file was lost cannot open the keys there; it makes its own beside them, and tokens signed before stay
 * valid because public parts are not sealed.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { unavailable } from '../../openapi/serve/fault.ts';
import type { KeySet, PublicJwk } from '../../openapi/serve/keys.ts';
import type { KeySource } from '../../openapi/serve/token.ts';
import type { KeySeal } from './key-seal.ts';
import { advanceKeys, insertKey, listKeys, pruneKeys } from './key-store.ts';
import type { KeyState } from './key-store.ts';

export interface SigningKeys extends KeySource {
  /** Reads the keys, and makes a current and a next one where the seal has none. */
  load(seal: KeySeal): Promise<void>;
  /** The key that signs now. */
  current(): { kid: string; privateKey: KeyObject };
  /** What services fetch: public parts of all three states (RFC 7517, section 5). */
  published(): KeySet;
  rotate(): Promise<void>;
  /** Rereads the keys now and then, because another region process may have rotated them. */
  start(): void;
  stop(): void;
}

export interface SigningKeysOptions {
  db: Db;
  /** A previous key is kept this long. */
  longestTokenLifeS: number;
  reloadMs?: number;
  onReloadError: (error: unknown) => void;
  /** A key that has signed for longer is retired by itself. */
  maxAgeS?: number;
  onRotated?: () => void;
  now: () => number;
  pause?: (ms: number) => Promise<unknown>;
}

export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const { db, longestTokenLifeS, reloadMs = 10_000, maxAgeS = Number.POSITIVE_INFINITY, onReloadError, onRotated, now, pause = delay } = options;
  let loaded: Loaded | undefined;
  let reading: Promise<void> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;

  const iso = (offsetMs = 0): string => new Date(now() + offsetMs).toISOString();
  const mustBeLoaded = (): Loaded => {
    if (!loaded) throw unavailable('No token can be signed or verified yet: the signing keys are not loaded. Try again in a second.');
    return loaded;
  };
  const read = async (seal: KeySeal): Promise<void> => {
    readAt = now();
    loaded = await readKeys(db, seal, iso());
  };
  /** One at a time, and not sooner than `spacingMs` after the one before. */
  const reread = (spacingMs: number): Promise<void> =>
    (reading ??= (async () => {
      const { seal } = mustBeLoaded();
      const waitMs = readAt + spacingMs - now();
      if (waitMs > 0) await pause(waitMs);
      await read(seal);
    })().finally(() => {
      reading = undefined;
    }));

  const rotate = async (): Promise<void> => {
    const { seal } = mustBeLoaded();
    const next = await makeKey(seal);
    try {
      await inTransaction(db, async (trx) => {
        await advanceKeys(trx, seal.fingerprint, iso());
        await insertKey(trx, { ...next, state: 'next' }, iso());
        await pruneKeys(trx, iso(-longestTokenLifeS * 1000));
      });
    } catch (error) {
      // Another process rotated at the same moment, and its keys are as fresh.
      if (!isUniqueViolation(error)) throw error;
    }
    await ensureKeys(db, seal, iso());
    await read(seal);
    onRotated?.();
  };
  const rotateWhenOld = async (): Promise<void> => {
    if (now() - mustBeLoaded().current.sinceMs > maxAgeS * 1000) await rotate();
  };

  /** One at a time: a second look while the first one rotates would find the old key still signing, and rotate again. */
  const tick = (): void => {
    ticking ??= reread(0)
      .then(rotateWhenOld)
      .catch(onReloadError)
      .finally(() => {
        ticking = undefined;
      });
  };

  return {
    async load(seal) {
      await ensureKeys(db, seal, iso());
      await read(seal);
    },
    current: () => mustBeLoaded().current,
    published: () => mustBeLoaded().published,
    async get(kid) {
      // An unknown key may be one that another process has just made. Strangers' inventions cost two reads a second, and
      // wait for them; a read under way may have begun before the key was there, so it does not decide.
      const isKnown = (): boolean => mustBeLoaded().publicKeys.has(kid);
      if (!isKnown()) await reading;
      if (!isKnown()) await reread(rereadMs);
      return mustBeLoaded().publicKeys.get(kid);
    },
    rotate,
    start() {
      timer ??= setInterval(tick, reloadMs).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

interface Loaded {
  seal: KeySeal;
  /** `sinceMs`: when it began to sign. */
  current: { kid: string; privateKey: KeyObject; sinceMs: number };
  publicKeys: Map<string, KeyObject>;
  published: KeySet;
}

const rereadMs = 500;

async function readKeys(db: Db, seal: KeySeal, nowIso: string): Promise<Loaded> {
  let rows = await listKeys(db);
  const isCurrent = (row: { state: KeyState; sealedBy: string }): boolean => row.state === 'current' && row.sealedBy === seal.fingerprint;
  if (!rows.some(isCurrent)) {
    // A process with another secrets file rotated, which retired ours.
    await ensureKeys(db, seal, nowIso);
    rows = await listKeys(db);
  }
  const row = rows.find(isCurrent);
  if (!row) throw unavailable('No token can be signed: the database holds no current signing key of this secrets file.');
  const privateKey = createPrivateKey(seal.open(row.kid, row.sealedPrivate));
  return {
    seal,
    current: { kid: row.kid, privateKey, sinceMs: lastRotation(rows) ?? Date.parse(row.createdAt) },
    publicKeys: new Map(rows.map(({ kid, publicJwk }) => [kid, createPublicKey({ key: { ...publicJwk }, format: 'jwk' })])),
    published: { keys: rows.map(({ publicJwk }) => publicJwk) },
  };
}

/** Keys that were retired longest ago go with a rotation, so the last one always tells. */
function lastRotation(rows: readonly { retiredAt: string | null }[]): number | undefined {
  const times = rows.flatMap(({ retiredAt }) => (retiredAt === null ? [] : [Date.parse(retiredAt)]));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Safe when two processes do it at the same time: each state is there once a seal, and the second insert is refused. */
async function ensureKeys(db: Db, seal: KeySeal, createdAt: string): Promise<void> {
  const rows = await listKeys(db);
  for (const state of ['current', 'next'] as const) {
    if (rows.some((row) => row.state === state && row.sealedBy === seal.fingerprint)) continue;
    await insertUnlessThere(db, { ...(await makeKey(seal)), state }, createdAt);
  }
}

async function insertUnlessThere(db: DbOrTrx, key: NewKey & { state: KeyState }, createdAt: string): Promise<void> {
  try {
    await insertKey(db, key, createdAt);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

interface NewKey {
  kid: string;
  publicJwk: PublicJwk;
  sealedPrivate: string;
  sealedBy: string;
}

async function makeKey(seal: KeySeal): Promise<NewKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return {
    kid,
    publicJwk: { kty: 'EC', crv: 'P-256', kid, x, y, use: 'sig', alg: 'ES256' },
    sealedPrivate: seal.seal(kid, privateKey.export({ format: 'pem', type: 'pkcs8' }) as string),
    sealedBy: seal.fingerprint,
  };
}
