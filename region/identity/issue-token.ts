/**
 * Login, and a new token for an old one.
 *
 * Each method names a user, and all methods of a request must name the same one; a user may need several of them
 * (second-factor.ts), at once or one after the other (receipts.ts). A token made from another token ends with it, keeps its
 * chain's audit id and adds the method `token` to its methods, so a stolen token cannot be made to live longer and a chain
 * can be revoked as a whole. An application credential brings its own project and roles; a token made from its token has no
 * more than these.
 * Source: Identity API v3, "Authentication and token management".
 */
import type { Body, Operation } from '../../openapi/contracts.ts';
import { badRequest, Fault, isFault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Call, HandlerOf } from '../../openapi/serve/handler.ts';
import { findApplicationCredential } from './application-credential-store.ts';
import { checkApplicationCredential, grantOf } from './application-credentials.ts';
import type { GrantedCredential } from './application-credentials.ts';
import { checkPasscode } from './check-passcode.ts';
import type { PasscodeClaim } from './check-passcode.ts';
import { acceptLogin, checkPassword } from './check-password.ts';
import type { AttemptClaim, PasswordClaim } from './check-password.ts';
import { describeToken } from './describe-token.ts';
import { findDomain } from './domain-store.ts';
import { badCredentials } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { countsAsEnabled } from './password-rules.ts';
import { moreFactors, readReceipt } from './receipts.ts';
import { resolveScope } from './resolve-scope.ts';
import type { AskedScope, GrantedScope } from './resolve-scope.ts';
import { unmetRules } from './second-factor.ts';
import { findUser } from './user-store.ts';
import type { User } from './user-store.ts';

export function issueToken(parts: IdentityParts): HandlerOf<'identity', 'issueToken'> {
  return async (call) => {
    const { identity, scope } = call.body.auth;
    const { db, facts } = parts;
    await facts.freshen();
    const { user, parent, bound, methods, passed } = await authenticate(parts, identity, call);
    const domain = await facts.read(`domain ${user.domainId}`, () => findDomain(db, { id: user.domainId }));
    if (!domain) throw badCredentials();
    const required = unmetRules(user, methods);
    if (required) throw moreFactors(parts, user, { id: domain.id, name: domain.name }, passed, required);
    await acceptLogin(parts, user, identity.methods);
    const granted = bound ? boundScope(bound, scope) : await facts.read(`scope ${user.id} ${JSON.stringify(scope)}`, () => resolveScope(db, user, scope));
    const chainId = parent?.auditIds.at(-1);
    const { token, claims } = parts.signer.sign({
      user: { id: user.id, name: user.name, domain: { id: domain.id, name: domain.name } },
      scope: granted.scope,
      roles: granted.roles,
      methods,
      ...(bound && { app: bound.app }),
      ...(chainId !== undefined && { chainId }),
      expiresAtS: Math.min(
        parent ? Math.trunc(parent.expiresAt.getTime() / 1000) : Math.trunc(parts.now() / 1000) + parts.config.tokenTtlS,
        bound?.expiresAtS ?? Number.POSITIVE_INFINITY,
      ),
    });
    const body = await describeToken(parts, parts.verifier.admit(token, claims), call.query.nocatalog === undefined);
    return { status: 201, body, headers: { 'X-Subject-Token': token, Vary: 'X-Auth-Token' } };
  };
}

type IssueToken = Operation<'identity', 'issueToken'>;
type Identity = Body<IssueToken>['auth']['identity'];

interface Authenticated {
  user: User;
  /** The token that the new one is made from. */
  parent?: AuthContext;
  /** What the application credential allows. */
  bound?: Bound;
}

interface Login extends Authenticated {
  methods: string[];
  /** Those that a receipt may stand for. What limits a token, its parent or an application credential, is shown with each request. */
  passed: string[];
}

const provable: readonly string[] = ['password', 'totp'];

async function authenticate(parts: IdentityParts, identity: Identity, call: Call<IssueToken>): Promise<Login> {
  const shown = call.headers['openstack-auth-receipt'];
  const receipt = typeof shown === 'string' && shown !== '' ? await readReceipt(parts, shown) : undefined;
  const found: Authenticated[] = [];
  for (const method of new Set(identity.methods)) {
    if (method === 'password') found.push({ user: await checkPassword(parts, passwordClaim(identity, call)) });
    else if (method === 'totp') found.push({ user: await checkPasscode(parts, passcodeClaim(identity, call)) });
    else if (method === 'token') found.push(await authenticateByToken(parts, identity));
    else if (method === 'application_credential') found.push(await authenticateByCredential(parts, identity, call));
    else throw new Fault('unauthorized', `The authentication method ${JSON.stringify(method.slice(0, 40))} is not supported: use password, totp, token or application_credential.`);
  }
  const [first] = found;
  if (!first || found.some(({ user }) => user.id !== first.user.id) || (receipt && receipt.userId !== first.user.id)) throw badCredentials();
  const parent = found.find((one) => one.parent)?.parent;
  const bound = found.find((one) => one.bound)?.bound;
  const own = [...identity.methods, ...(receipt?.methods ?? [])];
  const passed = [...new Set(own.filter((method) => provable.includes(method)))];
  const methods = [...new Set([...own, ...(parent?.methods ?? [])])];
  // A token's user may be remembered from before the failures that are to be forgiven.
  const { user } = found.find((one) => !one.parent) ?? first;
  return { user, methods, passed, ...(parent && { parent }), ...(bound && { bound }) };
}

type Bound = Omit<GrantedCredential, 'user'>;

/** The credential's project is the only scope that it has. */
function boundScope({ granted }: Bound, asked: AskedScope): GrantedScope {
  const isSame = typeof asked === 'object' && asked.project?.id !== undefined && granted.scope.kind === 'project' && asked.project.id === granted.scope.id;
  if (asked === undefined || isSame) return granted;
  throw new Fault('unauthorized', 'Application credentials cannot request a scope: they bring the project that they were made for.');
}

async function authenticateByCredential(parts: IdentityParts, identity: Identity, call: Call<IssueToken>): Promise<Authenticated> {
  const claim = identity.application_credential;
  if (!claim) throw badRequest('Expecting to find application_credential in identity. The method "application_credential" needs it.', { field: 'auth.identity.application_credential' });
  if (claim.id === undefined && (claim.name === undefined || claim.user === undefined)) {
    throw badRequest('Expecting to find an id, or a name and a user, in application_credential.', { field: 'auth.identity.application_credential' });
  }
  const { user, ...bound } = await checkApplicationCredential(parts, { ...claim, remoteAddress: call.remoteAddress });
  return { user, bound };
}

function passwordClaim(identity: Identity, call: Call<IssueToken>): PasswordClaim {
  const user = identity.password?.user;
  if (!user) throw badRequest('Expecting to find password in identity. The method "password" needs it.', { field: 'auth.identity.password' });
  return { ...claimedUser(user, 'password', call), password: user.password };
}

function passcodeClaim(identity: Identity, call: Call<IssueToken>): PasscodeClaim {
  const user = identity.totp?.user;
  if (!user) throw badRequest('Expecting to find totp in identity. The method "totp" needs it.', { field: 'auth.identity.totp' });
  return { ...claimedUser(user, 'totp', call), passcode: user.passcode };
}

function claimedUser({ id, name, domain }: { id?: string; name?: string; domain?: { id?: string; name?: string } }, method: string, { remoteAddress }: Call<IssueToken>): AttemptClaim {
  if (id !== undefined) return { user: { id }, remoteAddress };
  if (name === undefined || domain === undefined) throw badRequest('Expecting to find an id, or a name and a domain, in user.', { field: `auth.identity.${method}.user` });
  return { user: { name, domain }, remoteAddress };
}

async function authenticateByToken(parts: IdentityParts, identity: Identity): Promise<Authenticated> {
  if (!identity.token) throw badRequest('Expecting to find token in identity. The method "token" needs it.', { field: 'auth.identity.token' });
  const { db, facts, verifier, rules, now } = parts;
  const parent = await verifier.verify(identity.token.id).catch((error: unknown) => {
    if (isFault(error) && error.code === 'unauthorized') throw new Fault('not-found', 'Could not find token: it is unknown, expired or revoked. Log in again.');
    throw error;
  });
  const user = await facts.read(`user ${parent.userId}`, () => findUser(db, { id: parent.userId }));
  if (!user || !countsAsEnabled(user, rules, now())) throw badCredentials();
  if (!parent.applicationCredential) return { user, parent };
  if (parent.applicationCredential.restricted) {
    throw new Fault('forbidden', 'A token of a restricted application credential makes no other tokens: log in with the credential again, or make an unrestricted one.');
  }
  const credential = await findApplicationCredential(db, { id: parent.applicationCredential.id });
  if (!credential) throw badCredentials();
  return { user, parent, bound: await grantOf(parts, credential) };
}
