/**
 * What a token costs: to verify one in a service (first time and again, without and with 1,000 revocations), to issue one by token and by password, and what
 * one password hash takes. Issuing is measured in process, through the handlers, on sqlite in memory; the hash has its
 * real cost here. Prints one JSON line.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { openDatabase } from '../../openapi/serve/db.ts';
import { anonymous } from '../../openapi/serve/policy.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { migrate } from '../../openapi/serve/migrate.ts';
import { followRevocations } from '../../openapi/serve/revocations.ts';
import { createTokenVerifier } from '../../openapi/serve/token.ts';
import { migrations } from '../../region/db/migrations/index.ts';
import { composeIdentity } from '../../region/identity/compose-identity.ts';
import { createPasswordHasher } from '../../region/identity/password-hash.ts';
import { readSecrets } from '../../region/identity/secrets-file.ts';
import { round } from './figures.ts';

const folder = await mkdtemp(join(tmpdir(), 'sampan-bench-'));
const db = openDatabase('sqlite::memory:');
await migrate(db, migrations);
const log = createLogger({ service: 'bench', level: 'silent' });
const secretsFile = join(folder, 'secrets.json');
const config = { regionName: 'RegionOne', publicUrl: 'http://127.0.0.1:8770', imageUrl: 'http://127.0.0.1:8771', secretsFile, tokenTtlS: 3600 };
const identity = composeIdentity({ db, config, log });
await identity.start();
const password = (await readSecrets(secretsFile))?.demo?.password ?? '';
const byPassword = { methods: ['password'], password: { user: { name: 'demo', domain: { id: 'default' }, password } } };
const first = await issue(byPassword);

const tokens: string[] = [];
for (let count = 0; count < 500; count += 1) tokens.push(await issue(byToken(first)));
const bytes = Buffer.byteLength(first);
const cold = createTokenVerifier({ keys: identity.keys, revocations: identity.revocations });
const verifyFirst = await perSecond(tokens.length, (index) => cold.verify(tokens[index] ?? first));
const verifyAgain = await perSecond(50_000, (index) => cold.verify(tokens[index % tokens.length] ?? first));
// A service that follows a list of a thousand revocations, as one would be after a bad day: tokens, chains, users, projects.
const kinds = ['audit_id', 'audit_chain_id', 'user_id', 'project_id'] as const;
const far = new Date(Date.now() + 86_400_000).toISOString();
const events = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, [kinds[index % kinds.length] ?? 'user_id']: `someone-${index}`, issued_before: far, expires_at: far }));
const revocations = followRevocations({ fetch: () => Promise.resolve({ events, cursor: 1000 }), log });
await revocations.poll();
const wary = createTokenVerifier({ keys: identity.keys, revocations });
const verifyFirstRevoked = await perSecond(tokens.length, (index) => wary.verify(tokens[index] ?? first));
const verifyAgainRevoked = await perSecond(50_000, (index) => wary.verify(tokens[index % tokens.length] ?? first));
const issueByToken = await perSecond(1000, () => issue(byToken(first)));
const hasher = createPasswordHasher();
const hashesPerS = await perSecond(10, () => hasher.hash('x'));
const startedAt = performance.now();
await Promise.all(Array.from({ length: 20 }, () => issue(byPassword)));
const issueByPassword = (20 / (performance.now() - startedAt)) * 1000;

const result = {
  bench: 'tokens',
  verify_first_per_s: Math.round(verifyFirst),
  verify_again_per_s: Math.round(verifyAgain),
  verify_first_with_1000_revocations_per_s: Math.round(verifyFirstRevoked),
  verify_again_with_1000_revocations_per_s: Math.round(verifyAgainRevoked),
  issue_by_token_per_s: Math.round(issueByToken),
  issue_by_password_per_s: round(issueByPassword),
  password_hash_ms: round(1000 / hashesPerS),
  password_hash: 'scrypt N=2^15 r=8 p=1, two at a time',
  token_bytes: bytes,
  node: process.version,
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
await identity.stop();
await db.destroy();
await rm(folder, { recursive: true, force: true });

function byToken(id: string): { methods: string[]; token: { id: string } } {
  return { methods: ['token'], token: { id } };
}

async function issue(method: typeof byPassword | ReturnType<typeof byToken>): Promise<string> {
  const reply = await identity.handlers.issueToken({
    ...{ operationId: 'issueToken', path: {}, query: {}, body: { auth: { identity: method } }, headers: {}, auth: anonymous },
    ...{ requestId: 'req-bench', baseUrl: '', requestPath: '', remoteAddress: '127.0.0.1', signal: new AbortController().signal },
    ...{ stream: new PassThrough(), microversion: undefined, since: () => false, log },
  });
  const token = reply.headers?.['X-Subject-Token'];
  if (token === undefined) throw new Error('no token was issued');
  return token;
}

async function perSecond(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const from = performance.now();
  for (let index = 0; index < count; index += 1) await work(index);
  return (count / (performance.now() - from)) * 1000;
}
