/**
 * Login, and a new token for an old one.
 *
 * Each method names a user, and all methods of a request must name the same one. A token made from another token ends
 * with it, keeps its chain's audit id and adds the method `token` to its methods, so a stolen token cannot be made to
 * live longer and revoking the first one of a chain revokes them all.
 * Source: Identity API v3, "Authentication and token management".
 */
import type { Body, Operation } from '../../openapi/contracts.ts';
import { badRequest, Fault, isFault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Call, HandlerOf } from '../../openapi/serve/handler.ts';
import { checkPassword } from './check-password.ts';
import type { PasswordClaim } from './check-password.ts';
import { describeToken } from './describe-token.ts';
import { findDomain } from './domain-store.ts';
import { badCredentials } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { resolveScope } from './resolve-scope.ts';
import { findUser } from './user-store.ts';
import type { User } from './user-store.ts';

export function issueToken(parts: IdentityParts): HandlerOf<'identity', 'issueToken'> {
  return async (call) => {
    const { identity, scope } = call.body.auth;
    const { user, parent } = await authenticate(parts, identity, call);
    const granted = await resolveScope(parts.db, user, scope);
    const domain = await findDomain(parts.db, { id: user.domainId });
    if (!domain) throw badCredentials();
    const chainId = parent?.auditIds.at(-1);
    const { token } = parts.signer.sign({
      user: { id: user.id, name: user.name, domain: { id: domain.id, name: domain.name } },
      scope: granted.scope,
      roles: granted.roles,
      methods: [...new Set([...identity.methods, ...(parent?.methods ?? [])])],
      ...(chainId !== undefined && { chainId }),
      expiresAtS: parent ? Math.trunc(parent.expiresAt.getTime() / 1000) : Math.trunc(parts.now() / 1000) + parts.config.tokenTtlS,
    });
    // Our own verifier reads it first: what it answers is what all services will see, and its verdict is kept.
    const body = await describeToken(parts, await parts.verifier.verify(token), call.query.nocatalog === undefined);
    return { status: 201, body, headers: { 'X-Subject-Token': token, Vary: 'X-Auth-Token' } };
  };
}

type IssueToken = Operation<'identity', 'issueToken'>;
type Identity = Body<IssueToken>['auth']['identity'];

interface Authenticated {
  user: User;
  /** The token that the new one is made from. */
  parent?: AuthContext;
}

async function authenticate(parts: IdentityParts, identity: Identity, call: Call<IssueToken>): Promise<Authenticated> {
  const found: Authenticated[] = [];
  for (const method of new Set(identity.methods)) {
    if (method === 'password') found.push({ user: await checkPassword(parts.db, parts.hasher, parts.log, passwordClaim(identity, call)) });
    else if (method === 'token') found.push(await authenticateByToken(parts, identity));
    else throw new Fault('unauthorized', `The authentication method ${JSON.stringify(method.slice(0, 40))} is not supported: use password or token.`);
  }
  const [first] = found;
  if (!first || found.some(({ user }) => user.id !== first.user.id)) throw badCredentials();
  const parent = found.find((one) => one.parent)?.parent;
  return { user: first.user, ...(parent && { parent }) };
}

function passwordClaim(identity: Identity, call: Call<IssueToken>): PasswordClaim {
  const user = identity.password?.user;
  if (!user) throw badRequest('Expecting to find password in identity. The method "password" needs it.', { field: 'auth.identity.password' });
  const { password } = user;
  const { remoteAddress } = call;
  if (user.id !== undefined) return { user: { id: user.id }, password, remoteAddress };
  if (user.name === undefined || user.domain === undefined) {
    throw badRequest('Expecting to find an id, or a name and a domain, in user.', { field: 'auth.identity.password.user' });
  }
  return { user: { name: user.name, domain: user.domain }, password, remoteAddress };
}

async function authenticateByToken({ db, verifier }: IdentityParts, identity: Identity): Promise<Authenticated> {
  if (!identity.token) throw badRequest('Expecting to find token in identity. The method "token" needs it.', { field: 'auth.identity.token' });
  const parent = await verifier.verify(identity.token.id).catch((error: unknown) => {
    if (isFault(error) && error.code === 'unauthorized') throw new Fault('not-found', 'Could not find token: it is unknown, expired or revoked. Log in again.');
    throw error;
  });
  const user = await findUser(db, { id: parent.userId });
  if (user?.enabled !== true) throw badCredentials();
  return { user, parent };
}
