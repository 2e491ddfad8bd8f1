/**
 * `GET /registry/token`: what a registry's 401 points to (distribution, "Token Authentication Specification").
 *
 * Basic authentication, with one of: a user of the default domain and the password; the id of an application credential
 * (32 hexadecimal digits) and its secret; `token` and a token of the identity service. Without any, the token is good for
 * public images. Which project is meant is said by the repository's name, whose first part is the project's; the answer
 * holds those of the asked actions that the user's roles in it allow, and none is no error.
 *
 * Logins go through the operation that issues all tokens, so that whatever counts, limits or refuses logins does so here.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import jwt from 'jsonwebtoken';
import type { Body, Operation } from '../../openapi/contracts.ts';
import type { RequestState } from '../../openapi/serve/dispatch.ts';
import { forbidden, isFault, unauthorized } from '../../openapi/serve/fault.ts';
import type { AuthContext, Call, Handlers } from '../../openapi/serve/handler.ts';
import { anonymous } from '../../openapi/serve/policy.ts';
import { registryIssuer, registryService, repositoryPrefix } from '../../openapi/serve/registry-token.ts';
import type { RegistryAccess, RegistryClaims } from '../../openapi/serve/registry-token.ts';
import type { IdentityParts } from './identity-parts.ts';
import { grantActions, readScopes } from './registry-scope.ts';

type IssueToken = Operation<'identity', 'issueToken'>;
type Login = Body<IssueToken>['auth'];
type Parts = Pick<IdentityParts, 'keys' | 'revoker' | 'verifier' | 'log' | 'now'>;

/** Short, because clients ask again by themselves; an upload that has begun goes on with an expired one. */
const lifeS = 900;

export function registryTokenRoute(parts: Parts, handlers: Pick<Handlers<'identity'>, 'issueToken' | 'listAuthProjects'>): ServerRoute {
  return {
    method: 'GET',
    path: '/registry/token',
    async handler(request, h) {
      try {
        const caller: Caller = { ...parts, handlers, remoteAddress: (request.app as RequestState).remoteAddress };
        const auth = await authenticate(caller, request.headers['authorization'] as string | undefined);
        return answer(h, 200, tokenBody(parts, await claimsFor(caller, auth, scopesOf(request))), { 'Cache-Control': 'no-store' });
      } catch (error) {
        if (!isFault(error)) throw error;
        const code = error.status === 401 ? 'UNAUTHORIZED' : error.status === 429 ? 'TOOMANYREQUESTS' : 'DENIED';
        const headers = { ...error.headers, ...(error.status === 401 && { 'WWW-Authenticate': `Basic realm="${registryService}"` }) };
        return answer(h, error.status, { errors: [{ code, message: error.message }] }, headers);
      }
    },
  };
}

interface Caller extends Parts {
  handlers: Pick<Handlers<'identity'>, 'issueToken' | 'listAuthProjects'>;
  remoteAddress: string;
}

const scopesOf = ({ url }: Request): string[] => url.searchParams.getAll('scope');

/** Undefined without credentials. */
async function authenticate(caller: Caller, header: string | undefined): Promise<AuthContext | undefined> {
  if (header === undefined) return undefined;
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header) ?? [];
  const [, user, password] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  if (user === undefined || password === undefined) throw unauthorized('Send the user name and password by basic authentication.');
  if (user === '' && password === '') return undefined;
  const auth = await login(caller, { identity: identityOf(user, password) }).catch((error: unknown) => {
    // Of a token as a password the identity service says that it was not found; here it is a login like others.
    throw isFault(error) && error.status === 404 ? unauthorized(error.message) : error;
  });
  if (auth.applicationCredential?.rules) throw forbidden('An application credential with access rules is for single requests, and gets no registry token: make one without rules.');
  return auth;
}

function identityOf(user: string, password: string): Login['identity'] {
  if (user === 'token') return { methods: ['token'], token: { id: password } };
  if (/^[0-9a-f]{32}$/.test(user)) return { methods: ['application_credential'], application_credential: { id: user, secret: password } };
  return { methods: ['password'], password: { user: { name: user, domain: { id: 'default' }, password } } };
}

async function login(caller: Caller, auth: Login): Promise<AuthContext> {
  const reply = await caller.handlers.issueToken(callOf(caller, { auth }, anonymous));
  const { headers = {} } = reply as { headers?: Record<string, string> };
  return caller.verifier.verify(headers['X-Subject-Token'] ?? '');
}

async function claimsFor(caller: Caller, auth: AuthContext | undefined, scopes: string[]): Promise<Omit<RegistryClaims, 'iat' | 'exp' | 'jti'>> {
  const access: RegistryAccess[] = [];
  let catalog: RegistryClaims['catalog'];
  for (const asked of readScopes(scopes)) {
    if (asked.kind === 'catalog') catalog = auth ? await projectsOf(caller, auth) : [];
    else {
      const member = auth && (await inProject(caller, auth, asked.name.split('/')[0] ?? ''));
      const actions = grantActions(asked.actions, [...(member?.roles ?? []), ...(auth?.isAdmin ? ['admin'] : [])]);
      if (actions.length > 0) access.push({ name: asked.name, actions, ...(member && { project: { id: member.projectId, name: member.projectName } }) });
    }
  }
  const own = randomBytes(16).toString('base64url');
  const chain = auth?.auditIds.at(-1);
  return {
    iss: registryIssuer,
    aud: registryService,
    sub: auth?.userId ?? '',
    name: auth?.userName ?? '',
    ...(auth?.projectId && { proj: { id: auth.projectId } }),
    ...(auth?.applicationCredential && { app: { id: auth.applicationCredential.id } }),
    access,
    ...(auth?.isAdmin && { admin: true as const }),
    ...(catalog && { catalog }),
    aud_ids: chain === undefined ? [own] : [own, chain],
  };
}

interface Member {
  projectId: string;
  projectName: string;
  roles: string[];
}

/** The user in the project that the first part of a repository's name means; undefined without a role there. */
async function inProject(caller: Caller, auth: AuthContext, prefix: string): Promise<Member | undefined> {
  const isOwn = auth.projectId !== null && (prefix === auth.projectId || prefix === prefixOf(auth));
  if (isOwn) return memberOf(auth);
  // An application credential was made for its own project.
  if (auth.applicationCredential) return undefined;
  const project = /^[0-9a-f]{32}$/.test(prefix) ? { id: prefix } : { name: prefix, domain: { id: 'default' } };
  try {
    return memberOf(await login(caller, { identity: { methods: ['token'], token: { id: auth.token } }, scope: { project } }));
  } catch (error) {
    if (isFault(error) && error.status === 401) return undefined;
    throw error;
  }
}

const prefixOf = ({ projectId, projectName, projectDomainId }: AuthContext): string => repositoryPrefix({ id: projectId ?? '', name: projectName ?? '', domainId: projectDomainId ?? '' });

const memberOf = ({ projectId, projectName, roles }: AuthContext): Member | undefined =>
  projectId === null || !roles.includes('reader') ? undefined : { projectId, projectName: projectName ?? '', roles };

/** Bounded, because it travels in the header of each request. */
const maxProjects = 100;

async function projectsOf(caller: Caller, auth: AuthContext): Promise<{ id: string; name: string }[]> {
  if (auth.applicationCredential) return auth.projectId === null ? [] : [{ id: auth.projectId, name: prefixOf(auth) }];
  const { body } = (await caller.handlers.listAuthProjects(callOf(caller, undefined, auth))) as { body: { projects: { id?: string; name?: string; domain_id?: string | null }[] } };
  return body.projects.slice(0, maxProjects).map(({ id = '', name = '', domain_id: domainId }) => ({ id, name: repositoryPrefix({ id, name, domainId: domainId ?? '' }) }));
}

function tokenBody({ keys, revoker, now }: Parts, facts: Omit<RegistryClaims, 'iat' | 'exp' | 'jti'>): Record<string, unknown> {
  const issuedS = Math.trunc(now() / 1000);
  // As all tokens, with a fraction: a revocation of the same second is told apart.
  const claims: RegistryClaims = { ...facts, iat: (Math.max(now(), revoker.issueFloorMs()) + 0.5) / 1000, exp: issuedS + lifeS, jti: randomUUID() };
  const { kid, privateKey } = keys.current();
  const token = jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: kid });
  return { token, access_token: token, expires_in: lifeS, issued_at: new Date(issuedS * 1000).toISOString().replace('.000Z', 'Z') };
}

/** A call as the server would make it. */
function callOf<Op>({ log, remoteAddress }: Caller, body: unknown, auth: AuthContext): Call<Op> {
  return {
    operationId: 'registryToken',
    ...{ path: {}, query: { nocatalog: '' }, body, headers: {}, auth, remoteAddress, log },
    ...{ requestId: `req-${randomUUID()}`, baseUrl: '', requestPath: '', microversion: undefined, since: () => false },
    signal: new AbortController().signal,
    stream: Readable.from([]),
  } as unknown as Call<Op>;
}

function answer(h: ResponseToolkit, status: number, body: unknown, headers: Record<string, string>): ReturnType<ResponseToolkit['response']> {
  const response = h.response(JSON.stringify(body)).code(status).type('application/json');
  response.charset('');
  for (const name in headers) response.header(name, headers[name] ?? '');
  return response;
}
