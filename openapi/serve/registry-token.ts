/**
 * Tokens of the registry: what the identity service hands to registry clients, and the image service verifies.
 *
 * They are signed with the same keys as all tokens, and are good for nothing else: another issuer, an audience, and
 * instead of roles the list of what may be done to which repository. Source: distribution, "Token Authentication
 * Specification" (https://distribution.github.io/distribution/spec/auth/token/).
 */
import jwt from 'jsonwebtoken';
import { isFault, unauthorized } from './fault.ts';
import type { KeySource, RevocationList, TokenClaims } from './token.ts';

/** Names the service in challenges (`service=`) and tokens (`aud`). */
export const registryService = 'sampan-registry';
export const registryIssuer = 'sampan-registry';

export type RegistryAction = 'pull' | 'push' | 'delete';

export interface RegistryAccess {
  /** `<project>/<path>` */
  name: string;
  /** The most that may be done; whose repository it is, and what of it is public, the registry knows. */
  actions: RegistryAction[];
  /** The project that the name's first part means, when the user has a role in it. */
  project?: { id: string; name: string };
}

/** Times are seconds since 1970. */
export interface RegistryClaims {
  iss: typeof registryIssuer;
  aud: typeof registryService;
  /** User id; empty for whoever did not log in. */
  sub: string;
  name: string;
  /** The user's own project, with whose eyes other projects' images are seen. */
  proj?: { id: string };
  /** The application credential behind it. */
  app?: { id: string };
  access: RegistryAccess[];
  /** An administrator's: every project's repositories. */
  admin?: true;
  /** Projects whose repositories the catalog may list, by the first part of their names; missing when it was not asked for. */
  catalog?: { id: string; name: string }[];
  aud_ids: string[];
  iat: number;
  exp: number;
  jti: string;
}

export interface VerifiedRegistryToken {
  claims: RegistryClaims;
  /** Authentic, and past its time: good for an upload that it began, and for nothing else. */
  expired: boolean;
}

export interface RegistryTokenVerifier {
  /** Throws the fault `unauthorized` for what is not authentic, revoked, or no token of the registry. */
  verify(token: string): Promise<VerifiedRegistryToken>;
}

export interface RegistryTokenVerifierOptions {
  keys: KeySource;
  revocations?: RevocationList;
  clockToleranceS?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/**
 * The first part of a project's repositories: its name, where that is one (distribution-spec 1.1, "Pulling manifests")
 * and the project is in the default domain, whose names are known to everybody; else its id.
 */
export const repositoryPrefix = ({ id, name, domainId }: { id: string; name: string; domainId: string }): string =>
  domainId === 'default' && /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/.test(name) ? name : id;

/** True for a JWT that says it is one of these; nothing of it is verified. */
export const isRegistryToken = (token: string): boolean => Object(jwt.decode(token) ?? {})['iss'] === registryIssuer;

export function createRegistryTokenVerifier({ keys, revocations, clockToleranceS = 5, now = Date.now }: RegistryTokenVerifierOptions): RegistryTokenVerifier {
  return {
    async verify(token) {
      const claims = await authentic(token, keys);
      if (revocations && scopesOf(claims).some((scope) => revocations.isRevoked(scope))) {
        throw unauthorized('The registry token was revoked: log in again.');
      }
      return { claims, expired: now() / 1000 >= claims.exp + clockToleranceS };
    },
  };
}

async function authentic(token: string, keys: KeySource): Promise<RegistryClaims> {
  try {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    const key = kid === undefined ? undefined : await keys.get(kid);
    if (!key) throw unauthorized('The registry token is signed by an unknown key: log in again.');
    return jwt.verify(token, key, { algorithms: ['ES256'], issuer: registryIssuer, audience: registryService, ignoreExpiration: true }) as unknown as RegistryClaims;
  } catch (error) {
    if (isFault(error)) throw error;
    throw unauthorized('The registry token is not valid: log in again.');
  }
}

/** The token as the revocation list knows tokens, once in each project that it reaches. */
function scopesOf(claims: RegistryClaims): TokenClaims[] {
  const projects = [claims.proj, ...claims.access.map(({ project }) => project)].filter((project) => project !== undefined);
  const base: TokenClaims = {
    iss: 'sampan',
    ...{ sub: claims.sub, name: claims.name, udom: { id: '', name: '' }, roles: [], methods: [] },
    ...(claims.app && { app: { id: claims.app.id, name: '', restricted: true } }),
    ...{ aud_ids: claims.aud_ids, iat: claims.iat, exp: claims.exp, jti: claims.jti },
  };
  return [base, ...projects.map(({ id }) => ({ ...base, proj: { id, name: '', dom: { id: '', name: '' } } }))];
}
