/**
 * The token of one caller, and what came with it: who, where, which roles, and the catalog.
 *
 * A password is dear to check (that is its point), so a token is kept on disk between calls when a cache is given. A kept
 * token that a service refuses is dropped from memory and disk, and a new one is asked for once; a token that the caller
 * brought (OS_TOKEN) cannot be renewed. Callers that come at once share one request.
 */
import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import type { TokenSource } from '../../openapi/call/token-source.ts';
import type { Body, Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { Fault, unauthorized } from '../../openapi/serve/fault.ts';
import { withoutVersion } from './catalog.ts';
import type { Credentials, Scope } from './credentials.ts';
import type { TokenCache } from './token-cache.ts';

type AuthRequest = Body<Operation<'identity', 'issueToken'>>;
type TokenScope = NonNullable<AuthRequest['auth']['scope']>;

/** Keystone's body of a token. */
export type TokenBody = ReplyBodyOf<Operation<'identity', 'issueToken'>, 201>['token'];

export interface Auth {
  token: string;
  body: TokenBody;
}

export interface Session extends TokenSource {
  auth(): Promise<Auth>;
  /** Forgets the token here and on disk; used after it was revoked. */
  forget(): Promise<void>;
  close(): void;
}

export interface SessionOptions {
  credentials: Credentials;
  cache?: TokenCache | undefined;
  userAgent: string;
  timeoutMs: number;
  ca?: string[] | undefined;
  now?: () => number;
}

export function createSession({ credentials, cache, userAgent, timeoutMs, ca, now = Date.now }: SessionOptions): Session {
  const client = createClient('identity', { baseUrl: withoutVersion(credentials.authUrl), userAgent, timeoutMs, ca });
  let held: Auth | undefined;
  let asking: Promise<Auth> | undefined;
  const isRenewable = credentials.token === undefined;
  let mayUseCache = cache !== undefined && isRenewable;

  const ask = async (): Promise<Auth> => {
    const kept = mayUseCache ? await cache?.read(credentials) : undefined;
    if (kept && livesOn(kept.body, now())) return kept;
    const fresh = credentials.token === undefined ? await bySecret(client, credentials) : await byToken(client, credentials, credentials.token);
    if (isRenewable) await cache?.write(credentials, fresh);
    return fresh;
  };

  const auth = async (): Promise<Auth> => {
    if (held && livesOn(held.body, now())) return held;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    held = await asking;
    return held;
  };

  return {
    auth,
    token: async () => (await auth()).token,
    invalidate(token) {
      if (token !== undefined && held?.token !== token) return;
      held = undefined;
      // What is on disk may be the very token that was refused.
      mayUseCache = false;
    },
    async forget() {
      held = undefined;
      await cache?.drop(credentials);
    },
    close: () => client.close(),
  };
}

// A token that is about to end would end in the middle of a command.
const spareMs = 60_000;

const livesOn = (body: TokenBody, nowMs: number): boolean => {
  const end = Date.parse(body.expires_at);
  const life = end - Date.parse(body.issued_at);
  return nowMs < end - Math.min(spareMs, life / 5);
};

async function bySecret(client: Client<'identity'>, credentials: Credentials): Promise<Auth> {
  const { userId, userName = '', userDomain, password = '', applicationCredential } = credentials;
  const who = userId === undefined ? { name: userName, domain: userDomain } : { id: userId };
  if (applicationCredential) {
    const named = 'id' in applicationCredential ? applicationCredential : { ...applicationCredential, user: who };
    return issue(client, { methods: ['application_credential'], application_credential: named }, undefined);
  }
  const user = { ...who, password };
  return issue(client, { methods: ['password'], password: { user } }, scopeBody(credentials.scope));
}

/** A token that is already of the wanted scope is used as it is; another one is exchanged. */
async function byToken(client: Client<'identity'>, credentials: Credentials, token: string): Promise<Auth> {
  const { body } = await client
    .call('validateToken', { headers: { 'X-Auth-Token': token, 'X-Subject-Token': token } })
    .catch((error: unknown) => {
      if (error instanceof Fault && (error.status === 404 || error.status === 401)) throw unauthorized('The token in OS_TOKEN is not valid, or has ended.');
      throw error;
    });
  if (isOfScope(body.token, credentials.scope)) return { token, body: body.token };
  return issue(client, { methods: ['token'], token: { id: token } }, scopeBody(credentials.scope));
}

async function issue(client: Client<'identity'>, identity: AuthRequest['auth']['identity'], scope: TokenScope | undefined): Promise<Auth> {
  const answer = await client.call('issueToken', { body: { auth: { identity, ...(scope === undefined ? {} : { scope }) } } });
  const token = answer.headers['x-subject-token'];
  if (token === undefined) throw new Fault('bad-gateway', 'The identity service answered without a token. Check that OS_AUTH_URL is the URL of an identity service.');
  return { token, body: answer.body.token };
}

function scopeBody(scope: Scope): TokenScope {
  if ('system' in scope) return { system: { all: true } };
  if ('projectId' in scope) return { project: { id: scope.projectId } };
  return 'projectName' in scope ? { project: { name: scope.projectName, domain: scope.projectDomain } } : 'unscoped';
}

function isOfScope({ project, system }: TokenBody, scope: Scope): boolean {
  if ('unscoped' in scope) return true;
  if ('system' in scope) return system?.all === true;
  if ('projectId' in scope) return project?.id === scope.projectId;
  return project?.name === scope.projectName;
}
