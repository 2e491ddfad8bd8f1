/**
 * A receipt says which methods somebody has passed of those that a login needs: whoever shows it (Openstack-Auth-Receipt)
 * with the next request has to pass the others only. It stands for passwords and codes alone: whatever limits a token is shown
 * with the request that makes it. It is signed by the keys of tokens and is none: its issuer is another.
 * Source: Identity API v3, "Authentication receipts".
 */
import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { Fault, unauthorized } from '../../openapi/serve/fault.ts';
import type { TokenClaims } from '../../openapi/serve/token.ts';
import type { IdentityParts } from './identity-parts.ts';
import type { User } from './user-store.ts';
import { identityTime } from './wire.ts';

type ReceiptParts = Pick<IdentityParts, 'keys' | 'revoker' | 'now'>;

const issuer = 'sampan-receipt';
const lifeS = 300;

export interface Receipt {
  userId: string;
  methods: string[];
}

/** The 401 of a login that needs more methods. */
export function moreFactors({ keys, revoker, now }: ReceiptParts, user: Pick<User, 'id' | 'name'>, domain: { id: string; name: string }, methods: string[], required: string[][]): Fault {
  const issuedMs = Math.max(now(), revoker.issueFloorMs());
  const expiresS = Math.trunc(now() / 1000) + lifeS;
  const { kid, privateKey } = keys.current();
  const claims = { iss: issuer, sub: user.id, udom: domain, methods, aud_ids: [randomBytes(16).toString('base64url')], iat: (issuedMs + 0.5) / 1000, exp: expiresS };
  const receipt = {
    methods,
    user: { id: user.id, name: user.name, domain },
    issued_at: identityTime(new Date(issuedMs)),
    expires_at: identityTime(new Date(expiresS * 1000)),
  };
  return new Fault('unauthorized', `Additional authentications steps required: this user's logins need all methods of one of ${JSON.stringify(required)}.`, {
    headers: { 'Openstack-Auth-Receipt': jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: kid }) },
    details: { beside: { receipt, required_auth_methods: required } },
  });
}

/** Throws a 401 for one that is expired, revoked with its user's tokens, or not ours. */
export async function readReceipt({ keys, revoker, now }: ReceiptParts, text: string): Promise<Receipt> {
  const kid = jwt.decode(text, { complete: true })?.header.kid;
  const key = kid === undefined ? undefined : await keys.get(kid);
  if (!key) throw notValid();
  try {
    const claims = jwt.verify(text, key, { algorithms: ['ES256'], issuer, clockTimestamp: Math.trunc(now() / 1000) }) as unknown as TokenClaims;
    if (revoker.isRevoked(claims)) throw notValid();
    return { userId: claims.sub, methods: claims.methods };
  } catch (error) {
    throw error instanceof jwt.JsonWebTokenError ? notValid() : error;
  }
}

const notValid = (): Fault => unauthorized('The receipt is expired or not valid: begin the login again, without the header Openstack-Auth-Receipt.');
