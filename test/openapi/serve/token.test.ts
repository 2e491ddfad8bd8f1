import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import t from 'tap';
import { remoteKeys } from '../../../openapi/serve/keys.ts';
import type { PublicJwk } from '../../../openapi/serve/keys.ts';
import { followRevocations } from '../../../openapi/serve/revocations.ts';
import type { RevocationPage } from '../../../openapi/serve/revocations.ts';
import { createTokenVerifier } from '../../../openapi/serve/token.ts';
import { capturedLog, testIssuer } from '../fixture.ts';
import type { TestIssuer } from '../fixture.ts';

const jwk = ({ publicKey, kid }: TestIssuer): PublicJwk => ({ ...(publicKey.export({ format: 'jwk' }) as Omit<PublicJwk, 'kid' | 'use' | 'alg'>), kid, use: 'sig', alg: 'ES256' });

t.test('a good token says who its holder is', async (t) => {
  const issuer = testIssuer();
  const verifier = createTokenVerifier({ keys: issuer.keys });
  const token = issuer.issue({ roles: ['admin', 'member'] });
  t.match(await verifier.verify(token), { userId: 'u1', projectId: 'p1', projectDomainId: 'default', roles: ['admin', 'member'], isAdmin: true, system: false, token });
  t.match(await verifier.verify(issuer.issue({ proj: undefined as never, sys: true })), { projectId: null, system: true });
});

t.test('forged, foreign, unsigned and damaged tokens are refused with one status', async (t) => {
  const issuer = testIssuer();
  const verifier = createTokenVerifier({ keys: issuer.keys });
  const claims = jwt.decode(issuer.issue()) as object;
  const good = issuer.issue();
  const bad = [
    testIssuer().issue(),
    issuer.issue({}, { kid: 'other' }),
    issuer.issue({ iss: 'else' as never }),
    jwt.sign(claims, '', { algorithm: 'none', keyid: issuer.kid }),
    // The classic: the public key taken for a shared secret.
    jwt.sign(claims, issuer.publicKey.export({ type: 'spki', format: 'pem' }) as string, { algorithm: 'HS256', keyid: issuer.kid }),
    `${good.slice(0, -4)}AAAA`,
    good.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"root"}').toString('base64url')}.`),
    'x',
    '',
    'a.b.c',
  ];
  for (const token of bad) await t.rejects(verifier.verify(token), { code: 'unauthorized', status: 401 });
});

t.test('a token made for one service is taken there only, also when its verdict is cached', async (t) => {
  const issuer = testIssuer();
  const token = issuer.issue({ aud: 'host-1' });
  const here = createTokenVerifier({ keys: issuer.keys, audience: () => 'host-1' });
  await here.verify(token);
  await here.verify(token);
  await here.verify(issuer.issue());
  for (const audience of [undefined, () => undefined, () => 'host-2']) {
    await t.rejects(createTokenVerifier({ keys: issuer.keys, ...(audience && { audience }) }).verify(token), { status: 401, message: /another service/ });
  }
});

t.test('a token ends at its time, also when its verdict is cached', async (t) => {
  const issuer = testIssuer();
  const iat = 1_800_000_000;
  let now = iat * 1000;
  const verifier = createTokenVerifier({ keys: issuer.keys, now: () => now, clockToleranceS: 5 });
  const token = issuer.issue({ iat, exp: iat + 60 });
  await verifier.verify(token);
  now = (iat + 64) * 1000;
  await verifier.verify(token);
  now = (iat + 66) * 1000;
  await t.rejects(verifier.verify(token), { message: /expired/ });
  await t.rejects(createTokenVerifier({ keys: issuer.keys, now: () => now }).verify(token), { message: /expired/ });
});

t.test('verdicts are cached, up to a number of them', async (t) => {
  const issuer = testIssuer();
  let asked = 0;
  const keys = { get: (kid: string) => ((asked += 1), issuer.keys.get(kid)) };
  const verifier = createTokenVerifier({ keys, cacheSize: 2 });
  const [first, second, third] = [issuer.issue(), issuer.issue(), issuer.issue()];
  const auth = await verifier.verify(first);
  t.equal(await verifier.verify(first), auth);
  t.equal(asked, 1);
  await verifier.verify(second);
  await verifier.verify(first);
  await verifier.verify(third);
  await verifier.verify(first);
  t.equal(asked, 3, 'the one used longest ago went');
  await verifier.verify(second);
  t.equal(asked, 4);
});

t.test('a revocation works on cached verdicts, by audit id, user and project, and only on older tokens', async (t) => {
  const issuer = testIssuer();
  const iat = Math.trunc(Date.now() / 1000) - 100;
  const at = (seconds: number): string => new Date((iat + seconds) * 1000).toISOString();
  const pages: RevocationPage[] = [{ events: [], cursor: 0 }];
  const revocations = followRevocations({ fetch: () => Promise.resolve(pages.at(-1) ?? { events: [], cursor: 0 }), log: capturedLog().log });
  const verifier = createTokenVerifier({ keys: issuer.keys, revocations });
  const own = issuer.issue({ iat, aud_ids: ['child', 'parent'] });
  const other = issuer.issue({ iat, sub: 'u2', aud_ids: ['x'] });
  const project = issuer.issue({ iat, sub: 'u3', aud_ids: ['y'], proj: { id: 'p9', name: 'n', dom: { id: 'default', name: 'Default' } } });
  const young = issuer.issue({ iat: iat + 50, sub: 'u2', aud_ids: ['z'] });
  for (const token of [own, other, project, young]) await verifier.verify(token);
  pages.push({
    events: [
      { id: 1, audit_chain_id: 'parent', issued_before: at(10), expires_at: at(5000) },
      { id: 2, user_id: 'u2', issued_before: at(10), expires_at: at(5000) },
      { id: 3, project_id: 'p9', issued_before: at(10), expires_at: at(5000) },
    ],
    cursor: 3,
  });
  await revocations.poll();
  for (const token of [own, other, project]) await t.rejects(verifier.verify(token), { message: /revoked/ });
  t.match(await verifier.verify(young), { userId: 'u2' });
});

t.test('revocations are asked for from the cursor on, forgotten in time, and kept while the service is away', async (t) => {
  const issuer = testIssuer();
  const captured = capturedLog();
  const asked: number[] = [];
  let now = Date.now();
  let away = false;
  const revocations = followRevocations({
    now: () => now,
    log: captured.log,
    fetch: (since) => {
      asked.push(since);
      if (away) return Promise.reject(new Error('refused'));
      const event = { id: 7, user_id: 'u1', issued_before: new Date(now + 1000).toISOString(), expires_at: new Date(now + 60_000).toISOString() };
      return Promise.resolve(since === 0 ? { events: [event], cursor: 7 } : { events: [], cursor: since });
    },
  });
  const claims = jwt.decode(issuer.issue()) as never;
  await revocations.poll();
  away = true;
  await revocations.poll();
  await revocations.poll();
  t.equal(revocations.isRevoked(claims), true);
  t.equal(captured.lines().filter((line) => line['level'] === 'warn').length, 1, 'said once');
  away = false;
  now += 120_000;
  await revocations.poll();
  t.same(asked, [0, 7, 7, 7]);
  t.equal(revocations.isRevoked(claims), false);
});

t.test('the follower polls by itself until it is stopped', async (t) => {
  let polls = 0;
  const third = new Promise<void>((resolve) => {
    const revocations = followRevocations({
      intervalMs: 5,
      log: capturedLog().log,
      fetch: () => {
        polls += 1;
        if (polls === 3) {
          revocations.stop();
          resolve();
        }
        return Promise.resolve({ events: [], cursor: polls });
      },
    });
    revocations.start();
    revocations.start();
  });
  const keepAlive = setInterval(() => undefined, 1000);
  await third;
  await new Promise((resolve) => setTimeout(resolve, 30));
  clearInterval(keepAlive);
  t.equal(polls, 3);
});

t.test('a new key is fetched when it shows up, twice a second at most, and who shows it first waits for that', async (t) => {
  const [first, second] = [testIssuer('k1'), testIssuer('k2')];
  let now = 0;
  let fetches = 0;
  let published = [jwk(first)];
  const pauses: number[] = [];
  const pause = (ms: number): Promise<void> => {
    pauses.push(ms);
    now += ms;
    return Promise.resolve();
  };
  const keys = remoteKeys({ url: 'http://identity/keys', log: capturedLog().log, now: () => now, pause, fetch: () => ((fetches += 1), Promise.resolve({ keys: published })) });
  const verifier = createTokenVerifier({ keys });
  await Promise.all([verifier.verify(first.issue()), verifier.verify(first.issue())]);
  t.equal(fetches, 1, 'callers share one request');
  published = [jwk(first), jwk(second)];
  now = 100;
  t.match(await verifier.verify(second.issue()), { userId: 'u1' });
  t.same(pauses, [400]);
  t.equal(fetches, 2);
  await t.rejects(verifier.verify(testIssuer('invented').issue()), { code: 'unauthorized' });
  t.same(pauses, [400, 500]);
});

t.test('a service starts with the keys that it kept while the identity service is away', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-keys-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const cacheFile = join(folder, 'keys.json');
  const issuer = testIssuer();
  const { log } = capturedLog();
  const online = remoteKeys({ url: 'http://identity/keys', cacheFile, log, fetch: () => Promise.resolve({ keys: [jwk(issuer)] }) });
  await createTokenVerifier({ keys: online }).verify(issuer.issue());
  t.match(JSON.parse(await readFile(cacheFile, 'utf8')), { keys: [{ kid: issuer.kid }] });
  const offline = { url: 'http://identity/keys', cacheFile, log, fetch: () => Promise.reject(new Error('refused')) };
  t.match(await createTokenVerifier({ keys: remoteKeys(offline) }).verify(issuer.issue()), { userId: 'u1' });
  await t.rejects(createTokenVerifier({ keys: remoteKeys(offline) }).verify(testIssuer('new').issue()), { code: 'unavailable', message: /Try again/ });
  await writeFile(cacheFile, '{"keys":');
  await t.rejects(createTokenVerifier({ keys: remoteKeys(offline) }).verify(issuer.issue()), { code: 'unavailable' });
});
