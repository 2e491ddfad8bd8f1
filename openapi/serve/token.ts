/**
 * Tokens are verified here, in every service, by public key and without a call.
 *
 * A token is an ES256 JWS. Verifying one is the dearest part of a small request, so verdicts are cached by the token's hash until it
 * expires; a revocation that arrives is checked against cached verdicts as well, because the list is asked each time.
 * Asking is cheap: revocations are few and looked up by audit id, user and project (revocations.ts). Keys come from the
 * identity service and are kept on disk (keys.ts), so a service starts while the region is away.
 */
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { AccessRule } from './access-rules.ts';
import { isFault, unauthorized } from './fault.ts';
import type { AuthContext } from './handler.ts';

/** Tells who holds a token; throws the fault `unauthorized` for every unfit one. */
export interface TokenVerifier {
  verify(token: string): Promise<AuthContext>;
}

/** Of the service that signs tokens itself. */
export interface OwnTokenVerifier extends TokenVerifier {
  /** Takes a token that was signed in this process by these very claims; to verify it would only cost time. */
  admit(token: string, claims: TokenClaims): AuthContext;
}

/** Public keys by key id; `undefined` for one that nobody published. */
export interface KeySource {
  get(kid: string): Promise<KeyObject | undefined>;
}

export interface RevocationList {
  isRevoked(claims: TokenClaims): boolean;
}

/** What a token says; the header holds `alg: ES256` and `kid`. Times are seconds since 1970. */
export interface TokenClaims {
  iss: 'sampan';
  /** User id. */
  sub: string;
  name: string;
  udom: { id: string; name: string };
  proj?: { id: string; name: string; dom: { id: string; name: string } };
  /** Scope; at most one of `proj`, `dom` and `sys`. */
  dom?: { id: string; name: string };
  sys?: true;
  /** Role names, implied ones included. */
  roles: string[];
  methods: string[];
  /** The application credential that the token was made with. */
  app?: { id: string; name: string; restricted: boolean; rules?: AccessRule[] };
  /** First its own audit id, then (in a token made from another one) that of the first token of the chain. */
  aud_ids: string[];
  iat: number;
  exp: number;
  jti: string;
  /** The only service that may take it (RFC 7519, section 4.1.3); without it every service may. */
  aud?: string;
}

export interface TokenVerifierOptions {
  keys: KeySource;
  revocations?: RevocationList;
  /** Who we are, once we know: tokens made for somebody else are refused. */
  audience?: () => string | undefined;
  /** Clocks of hosts differ a little. */
  clockToleranceS?: number;
  /** How many verdicts are kept. */
  cacheSize?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export function createTokenVerifier(options: TokenVerifierOptions): OwnTokenVerifier {
  const { keys, revocations, audience, clockToleranceS = 5, cacheSize = 10_000, now = Date.now } = options;
  const cache = new Map<string, Verdict>();
  const keep = (hash: string, verdict: Verdict): void => {
    cache.set(hash, verdict);
    if (cache.size > cacheSize) cache.delete(cache.keys().next().value ?? '');
  };

  return {
    admit(token, claims) {
      const verdict = { claims, auth: authOf(claims, token) };
      keep(hashOf(token), verdict);
      return verdict.auth;
    },
    async verify(token) {
      const hash = hashOf(token);
      const verdict = cache.get(hash) ?? (await judge(token, keys, clockToleranceS, now));
      // Deleting first moves it to the young end: a Map remembers insertion, which makes it an LRU list.
      cache.delete(hash);
      if (now() / 1000 >= verdict.claims.exp + clockToleranceS) throw unauthorized('The token has expired: ask the identity service for a new one.');
      const { aud } = verdict.claims;
      if (aud !== undefined && aud !== audience?.()) throw unauthorized('The token was made for another service: ask the identity service for one of your own.');
      if (revocations?.isRevoked(verdict.claims)) throw unauthorized('The token was revoked: ask the identity service for a new one.');
      keep(hash, verdict);
      return verdict.auth;
    },
  };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64');

interface Verdict {
  claims: TokenClaims;
  auth: AuthContext;
}

async function judge(token: string, keys: KeySource, clockTolerance: number, now: () => number): Promise<Verdict> {
  try {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    const key = kid === undefined ? undefined : await keys.get(kid);
    if (!key) throw unauthorized('The token is signed by an unknown key: ask the identity service for a new one.');
    // The algorithm is fixed here: a token does not choose how it is verified.
    const claims = jwt.verify(token, key, { algorithms: ['ES256'], issuer: 'sampan', clockTolerance, clockTimestamp: Math.trunc(now() / 1000) });
    return { claims: claims as unknown as TokenClaims, auth: authOf(claims as unknown as TokenClaims, token) };
  } catch (error) {
    if (isFault(error)) throw error;
    const expired = error instanceof jwt.TokenExpiredError;
    throw unauthorized(expired ? 'The token has expired: ask the identity service for a new one.' : 'The token is not valid: ask the identity service for a new one.');
  }
}

/** Frozen because one object serves every request that shows the same token. */
function authOf(claims: TokenClaims, token: string): AuthContext {
  return Object.freeze({
    userId: claims.sub,
    userName: claims.name,
    userDomainId: claims.udom.id,
    projectId: claims.proj?.id ?? null,
    projectName: claims.proj?.name ?? null,
    projectDomainId: claims.proj?.dom.id ?? null,
    domainId: claims.dom?.id ?? null,
    roles: claims.roles,
    isAdmin: claims.roles.includes('admin') && claims.dom === undefined,
    system: claims.sys === true,
    methods: claims.methods,
    ...(claims.app && { applicationCredential: claims.app }),
    auditIds: claims.aud_ids,
    issuedAt: new Date(claims.iat * 1000),
    expiresAt: new Date(claims.exp * 1000),
    token,
  });
}
