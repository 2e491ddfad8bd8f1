import type { AuthContext } from './handler.ts';

/** Tells who holds a token, without asking anybody; throws the fault `unauthorized` for every unfit one. */
export interface TokenVerifier {
  verify(token: string): Promise<AuthContext>;
}

export interface KeySource {
  get(kid: string): Promise<import('node:crypto').KeyObject | undefined>;
}

/** What a token says; ES256 JWS with `kid` in its header. */
export interface TokenClaims {
  iss: 'sampan';
  /** User id. */
  sub: string;
  name: string;
  udom: { id: string; name: string };
  proj?: { id: string; name: string; dom: { id: string; name: string } };
  sys?: true;
  /** Role names, implied ones included. */
  roles: string[];
  methods: string[];
  aud_ids: string[];
  iat: number;
  exp: number;
  jti: string;
}

export interface RevocationList {
  isRevoked(claims: TokenClaims): boolean;
}
