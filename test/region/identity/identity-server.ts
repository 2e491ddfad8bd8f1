import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { loadContract } from '../../../openapi/contracts.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { createMetrics } from '../../../openapi/serve/metrics.ts';
import { createServer } from '../../../openapi/serve/serve.ts';
import { composeIdentity } from '../../../region/identity/compose-identity.ts';
import type { Identity } from '../../../region/identity/identity.ts';
import { createPasswordHasher } from '../../../region/identity/password-hash.ts';
import type { PasswordRules } from '../../../region/identity/password-rules.ts';
import { readSecrets } from '../../../region/identity/secrets-file.ts';
import type { Secrets } from '../../../region/identity/secrets-file.ts';
import { regionSchema } from '../../kit/region-schema.ts';

export interface IdentityServer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  identity: Identity;
  db: Db;
  secrets: Secrets;
  secretsFile: string;
  /** Everything that was logged so far, as text. */
  logged(): string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** A token for one of the secrets file's logins, or for any other user of the default domain. */
  login(user: string, password: string, scope?: unknown): Promise<string>;
  stop(): Promise<void>;
}

export interface CallOptions {
  token?: string;
  subject?: string;
  receipt?: string;
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: Headers;
  // Bodies of tests are looked into freely: the server holds each one against the contract.
  body: Loose;
}

export interface Loose {
  [key: string]: Loose & Loose[] & string;
}

export interface ServerOptions {
  /** An opened and migrated database; else a new one on sqlite. */
  db?: Db;
  secretsFile?: string;
  tokenTtlS?: number;
  /** By default many failures are let pass: they are what other tests are about. */
  /** Milliseconds since 1970. */
  now?: () => number;
  passwordRules?: Partial<PasswordRules>;
  trustedProxies?: string[];
  loginLimits?: { perUser: number; perAddress: number; windowS: number };
}

/** The identity service alone, in this process, on a free port; every answer is held against the contract. */
export async function startIdentityServer(options: ServerOptions = {}): Promise<IdentityServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-identity-'));
  const path = join(folder, 'test.db');
  if (!options.db) await regionSchema.copyTo(path);
  const db = options.db ?? openDatabase(`sqlite:${path}`);
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ service: 'region', level: 'trace', destination });
  const secretsFile = options.secretsFile ?? join(folder, 'secrets.json');
  const publicUrl = (): string => server.url;
  const identity = composeIdentity({
    db,
    config: { regionName: 'RegionOne', publicUrl, imageUrl: 'http://127.0.0.1:8771', secretsFile, tokenTtlS: options.tokenTtlS ?? 14_400, loginLimits: options.loginLimits ?? { perUser: 0, perAddress: 0, windowS: 60 }, passwordRules: options.passwordRules ?? {} },
    ...(options.now && { now: options.now }),
    log,
    hasher: createPasswordHasher({ costLog2: 10 }),
  });
  const server = createServer({
    name: 'region',
    version: '0.0.0',
    listen: { host: '127.0.0.1', port: 0 },
    authUrl: 'http://127.0.0.1/identity/v3',
    mounts: [{ contract: loadContract('identity'), prefix: '/identity', handlers: identity.handlers as never }],
    trustedProxies: options.trustedProxies ?? [],
    verifier: identity.verifier,
    log,
    metrics: createMetrics(),
    validateResponses: true,
    plainRoutes: identity.plainRoutes,
  });
  await server.start();
  await identity.start();
  const { url } = server;
  const secrets = await readSecrets(secretsFile);
  if (!secrets) throw new Error('the bootstrap made no secrets file');

  const call = async (method: string, path: string, { token, subject, receipt, body }: CallOptions = {}): Promise<Answer> => {
    const response = await fetch(`${url}/identity${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { 'X-Auth-Token': token }),
        ...(subject !== undefined && { 'X-Subject-Token': subject }),
        ...(receipt !== undefined && { 'Openstack-Auth-Receipt': receipt }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Loose };
  };
  return {
    ...{ url, identity, db, secrets, secretsFile, call },
    logged: () => lines.join(''),
    async login(user, password, scope) {
      const answer = await call('POST', '/v3/auth/tokens', { body: passwordLogin(user, password, scope) });
      const token = answer.headers.get('X-Subject-Token');
      if (answer.status !== 201 || token === null) throw new Error(`login of ${user} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return token;
    },
    async stop() {
      await identity.stop();
      await server.stop(1000);
      if (!options.db) await db.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The body of a login by name in the default domain. */
export function passwordLogin(name: string, password: string, scope?: unknown): { auth: Record<string, unknown> } {
  const identity = { methods: ['password'], password: { user: { name, domain: { id: 'default' }, password } } };
  return { auth: { identity, ...(scope !== undefined && { scope }) } };
}

export const tokenLogin = (id: string, scope?: unknown): { auth: Record<string, unknown> } => ({
  auth: { identity: { methods: ['token'], token: { id } }, ...(scope !== undefined && { scope }) },
});

export const inProject = (name: string): unknown => ({ project: { name, domain: { id: 'default' } } });

export const uniqueName = (prefix: string): string => `${prefix}-${randomUUID().slice(0, 8)}`;
