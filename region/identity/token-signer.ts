import { randomBytes, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { TokenClaims } from '../../openapi/serve/token.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface TokenFacts {
  user: { id: string; name: string; domain: Named };
  scope: TokenScope;
  /** Implied roles included. */
  roles: string[];
  methods: string[];
  /** The application credential that the token comes from. */
  app?: NonNullable<TokenClaims['app']>;
  /** Audit id of the first token of the chain, for a token made from another one. */
  chainId?: string;
  /** Seconds since 1970; a token made from another one ends with it. */
  expiresAtS: number;
  /** The one service that may take it. */
  audience?: string;
}

export type TokenScope = { kind: 'unscoped' } | { kind: 'system' } | { kind: 'domain'; id: string; name: string } | { kind: 'project'; id: string; name: string; domain: Named };

export interface Named {
  id: string;
  name: string;
}

export interface SignedToken {
  token: string;
  claims: TokenClaims;
}

export interface TokenSigner {
  sign(facts: TokenFacts): SignedToken;
}

export interface TokenSignerOptions {
  keys: Pick<SigningKeys, 'current'>;
  /** The earliest time that a token may bear (revoker.ts), in milliseconds. */
  issueFloorMs: () => number;
  now: () => number;
}

/** Makes the JWS (RFC 7515, compact form) that all services verify; the claims are those of `TokenClaims`. */
export function createTokenSigner({ keys, issueFloorMs, now }: TokenSignerOptions): TokenSigner {
  return {
    sign(facts) {
      const auditId = newAuditId();
      const { scope } = facts;
      const claims: TokenClaims = {
        iss: 'sampan',
        sub: facts.user.id,
        name: facts.user.name,
        udom: facts.user.domain,
        ...(scope.kind === 'project' && { proj: { id: scope.id, name: scope.name, dom: scope.domain } }),
        ...(scope.kind === 'domain' && { dom: { id: scope.id, name: scope.name } }),
        ...(scope.kind === 'system' && { sys: true as const }),
        roles: facts.roles,
        methods: facts.methods,
        ...(facts.app && { app: facts.app }),
        aud_ids: facts.chainId === undefined ? [auditId] : [auditId, facts.chainId],
        // With a fraction, so that a revocation tells tokens of one second apart. Half a millisecond keeps rounding from
        // bringing it below the millisecond that it stands for.
        iat: (Math.max(now(), issueFloorMs()) + 0.5) / 1000,
        exp: facts.expiresAtS,
        jti: randomUUID(),
        ...(facts.audience !== undefined && { aud: facts.audience }),
      };
      const { kid, privateKey } = keys.current();
      return { token: jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: kid }), claims };
    },
  };
}

/** 16 random bytes as 22 characters of base64url, the form that Keystone's audit ids have. */
const newAuditId = (): string => randomBytes(16).toString('base64url');
