import { createHash } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { TokenClaims, TokenVerifier } from '../../openapi/serve/token.ts';

/** Reads tokens without checking their signature: for stand-ins, whose callers a test controls. */
export const trustingVerifier: TokenVerifier = {
  verify(token) {
    const claims = jwt.decode(token) as TokenClaims | null;
    const roles = claims?.roles ?? ['admin', 'member', 'reader', 'service'];
    return Promise.resolve({
      userId: claims?.sub ?? createHash('sha256').update(token).digest('hex').slice(0, 32),
      userName: claims?.name ?? 'someone',
      userDomainId: 'default',
      projectId: claims ? (claims.proj?.id ?? null) : 'p',
      projectName: claims?.proj?.name ?? null,
      projectDomainId: 'default',
      domainId: claims?.dom?.id ?? null,
      roles,
      isAdmin: roles.includes('admin'),
      system: false,
      methods: ['password'],
      auditIds: claims?.aud_ids ?? [],
      issuedAt: new Date((claims?.iat ?? 0) * 1000),
      expiresAt: new Date((claims?.exp ?? 4_000_000_000) * 1000),
      token,
    });
  },
};
