import type { Body, Operation, ReplyBodyOf } from '../contracts.ts';
import { Fault } from '../serve/fault.ts';
import { createClient } from './call.ts';
import type { Client } from './call.ts';

/** Where a client's tokens come from. */
export interface TokenSource {
  /** A token that lives for a while yet. */
  token(): Promise<string>;
  /** A service refused this token: the next `token()` asks for a new one. Without an argument whatever is held is dropped. */
  invalidate(token?: string): void;
}

export interface IssuedToken {
  token: string;
  issuedAt: Date;
  expiresAt: Date;
  /** Keystone's body of the token, with the catalog. */
  body: ReplyBodyOf<Operation<'identity', 'issueToken'>, 201>['token'];
}

/** A source that asks the identity service; `current` also tells who one is and what the catalog lists. */
export interface IdentityTokenSource extends TokenSource {
  current(): Promise<IssuedToken>;
}

export interface ProjectScope {
  projectId?: string | undefined;
  projectName?: string | undefined;
  /** Of a project given by name; `default` unless said otherwise. */
  projectDomainId?: string | undefined;
  /** The whole system instead of a project. */
  system?: boolean | undefined;
}

export interface AuthOptions {
  /** The identity service, with or without `/v3` at its end. */
  authUrl: string;
  timeoutMs?: number;
  userAgent?: string;
  /** Trusted authorities (PEM); see trust.ts. */
  ca?: string[] | undefined;
  now?: () => number;
}

export interface PasswordOptions extends AuthOptions, ProjectScope {
  userId?: string | undefined;
  userName?: string | undefined;
  /** Of a user given by name; `default` unless said otherwise. */
  userDomainId?: string | undefined;
  password: string;
}

type AuthRequest = Body<Operation<'identity', 'issueToken'>>;
type Identity = AuthRequest['auth']['identity'];
type Scope = NonNullable<AuthRequest['auth']['scope']>;

/** Tokens by password, renewed at 80 % of their life; callers that come at once share one request. */
export function passwordTokens(options: PasswordOptions): IdentityTokenSource {
  const { userId, userName, userDomainId = 'default', password } = options;
  const user = userId === undefined ? { name: userName ?? '', domain: { id: userDomainId }, password } : { id: userId, password };
  return identityTokens(options, { methods: ['password'], password: { user } }, scopeOf(options));
}

/** Tokens from an application credential, which brings its own project. */
export function applicationCredentialTokens(options: AuthOptions & { id: string; secret: string }): IdentityTokenSource {
  const credential = { application_credential: { id: options.id, secret: options.secret } };
  return identityTokens(options, { methods: ['application_credential'], ...credential }, undefined);
}

/** Tokens of another scope, made from an existing token; they end when it ends. */
export function rescopedTokens(options: AuthOptions & ProjectScope & { existing: string }): IdentityTokenSource {
  return identityTokens(options, { methods: ['token'], token: { id: options.existing } }, scopeOf(options));
}

/** A token that the caller already has; there is nothing to renew it with. */
export const fixedToken = (token: string): TokenSource => ({ token: () => Promise.resolve(token), invalidate: () => undefined });

function identityTokens(options: AuthOptions, identity: Identity, scope: Scope | undefined): IdentityTokenSource {
  const { authUrl, timeoutMs = 10_000, userAgent = 'sampan', now = Date.now } = options;
  const client = createClient('identity', { baseUrl: authUrl.replace(/\/+$/, '').replace(/\/v3$/, ''), timeoutMs, userAgent, ca: options.ca });
  let held: IssuedToken | undefined;
  let asking: Promise<IssuedToken> | undefined;

  const ask = async (): Promise<IssuedToken> => {
    held = await issue(client, { auth: { identity, ...(scope === undefined ? {} : { scope }) } });
    return held;
  };
  const current = (): Promise<IssuedToken> => {
    if (held && now() < renewAt(held)) return Promise.resolve(held);
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  return {
    current,
    token: async () => (await current()).token,
    invalidate(token) {
      if (token === undefined || held?.token === token) held = undefined;
    },
  };
}

const renewAt = ({ issuedAt, expiresAt }: IssuedToken): number => issuedAt.getTime() + 0.8 * (expiresAt.getTime() - issuedAt.getTime());

async function issue(client: Client<'identity'>, body: AuthRequest): Promise<IssuedToken> {
  const answer = await client.call('issueToken', { body });
  const token = answer.headers['x-subject-token'];
  if (token === undefined) throw new Fault('bad-gateway', 'The identity service answered without X-Subject-Token: is this the right URL?');
  const { token: described } = answer.body;
  return { token, issuedAt: new Date(described.issued_at), expiresAt: new Date(described.expires_at), body: described };
}

function scopeOf({ projectId, projectName, projectDomainId = 'default', system }: ProjectScope): Scope | undefined {
  if (system) return { system: { all: true } };
  if (projectId !== undefined) return { project: { id: projectId } };
  return projectName === undefined ? undefined : { project: { name: projectName, domain: { id: projectDomainId } } };
}
