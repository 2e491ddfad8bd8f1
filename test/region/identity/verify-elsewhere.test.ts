import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { isFault } from '../../../openapi/serve/fault.ts';
import { remoteKeys } from '../../../openapi/serve/keys.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { followRevocations } from '../../../openapi/serve/revocations.ts';
import type { RevocationPage } from '../../../openapi/serve/revocations.ts';
import { createTokenVerifier } from '../../../openapi/serve/token.ts';
import { inProject, startIdentityServer } from './identity-server.ts';

/** The status of the fault that a promise ends with. */
const statusOf = (promise: Promise<unknown>): Promise<number | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => (isFault(error) ? error.status : Promise.reject(error as Error)),
  );

const log = createLogger({ service: 'test', level: 'silent' });

void t.test('another service verifies tokens by the published keys and follows revocations', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const folder = await mkdtemp(join(tmpdir(), 'sampan-keys-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const auth = `${server.url}/identity/v3/auth`;
  const published = (await server.call('GET', '/v3/auth/keys')).body['keys'];
  t.match(published, [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }, { kty: 'EC' }]);
  t.notOk(published?.some((key) => 'd' in key), 'no private part is published');

  const fetchKeys = async (signal: AbortSignal): Promise<unknown> => (await fetch(`${auth}/keys`, { signal })).json();
  const keys = remoteKeys({ url: `${auth}/keys`, fetch: fetchKeys, cacheFile: join(folder, 'keys.json'), log });
  const fetchPage = async (since: number, signal: AbortSignal): Promise<RevocationPage> =>
    (await (await fetch(`${auth}/revocations?since=${since}`, { signal })).json()) as RevocationPage;
  const revocations = followRevocations({ fetch: fetchPage, log });
  const verifier = createTokenVerifier({ keys, revocations });

  const token = await server.login('demo', server.secrets.demo?.password ?? '', inProject('demo'));
  const context = await verifier.verify(token);
  t.match(context, { userName: 'demo', projectName: 'demo', roles: ['member', 'reader'], isAdmin: false, system: false, methods: ['password'] });
  t.ok(context.projectId && /^[0-9a-f]{32}$/.test(context.projectId));

  await server.identity.rotateKeys();
  const newer = await server.login('demo', server.secrets.demo?.password ?? '', inProject('demo'));
  const offline = createTokenVerifier({ keys: remoteKeys({ url: 'http://127.0.0.1:1/none', fetch: () => Promise.reject(new Error('away')), cacheFile: join(folder, 'keys.json'), log }) });
  t.match(await offline.verify(newer), { userName: 'demo' }, 'the next key was published before the rotation, so no call is needed');

  await server.call('DELETE', '/v3/auth/tokens', { token, subject: token });
  await revocations.poll();
  t.equal(await statusOf(verifier.verify(token)), 401);
  t.match(await verifier.verify(newer), { userName: 'demo' });

  const admin = await server.login('admin', server.secrets.admin?.password ?? '');
  await server.call('PATCH', `/v3/users/${context.userId}`, { token: admin, body: { user: { enabled: false } } });
  await revocations.poll();
  t.equal(await statusOf(verifier.verify(newer)), 401);
  t.match(await verifier.verify(admin), { userName: 'admin', isAdmin: true });
});

void t.test('a forged token is refused', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const token = await server.login('demo', server.secrets.demo?.password ?? '');
  const [header = '', payload = '', signature = ''] = token.split('.');
  const changed = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('member', 'admin')).toString('base64url');
  const none = Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), alg: 'none' })).toString('base64url');
  for (const forged of [`${header}.${changed}.${signature}`, `${none}.${payload}.`, `${header}.${payload}.`, 'x']) {
    t.equal((await server.call('GET', '/v3/auth/projects', { token: forged })).status, 401);
  }
});

void t.test('the region\'s service token and the credentials of hosts', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { identity } = server;
  const service = await identity.serviceToken();
  t.equal(await identity.serviceToken(), service, 'kept while it is fresh');
  t.match(await identity.verifier.verify(service), { userName: 'sampan-region', projectName: 'service', roles: ['service'] });

  const first = await identity.createHostCredential('rack-1');
  const token = await server.login('host-rack-1', first.password);
  t.match(await identity.verifier.verify(token), { userId: first.userId, projectId: first.projectId, projectName: 'service', roles: ['host'], isAdmin: false });
  t.equal((await server.call('GET', '/v3/users', { token })).status, 403);

  const second = await identity.createHostCredential('rack-1');
  t.equal(second.userId, first.userId);
  await t.rejects(server.login('host-rack-1', first.password), /401/);
  t.equal(await statusOf(identity.verifier.verify(token)), 401);
  const again = await server.login('host-rack-1', second.password);

  await identity.deleteHostCredential(second.userId);
  await identity.deleteHostCredential(second.userId);
  t.equal(await statusOf(identity.verifier.verify(again)), 401);
  await t.rejects(server.login('host-rack-1', second.password), /401/);
});

void t.test('a disabled region user gets no service token, and a revoked one is replaced', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const admin = await server.login('admin', server.secrets.admin?.password ?? '');
  const before = await server.identity.serviceToken();
  const { userId } = await server.identity.verifier.verify(before);
  await server.call('PATCH', `/v3/users/${userId}`, { token: admin, body: { user: { enabled: false } } });
  t.equal(await statusOf(server.identity.serviceToken()), 503);
  await server.call('PATCH', `/v3/users/${userId}`, { token: admin, body: { user: { enabled: true } } });
  const after = await server.identity.serviceToken();
  t.not(after, before);
  t.match(await server.identity.verifier.verify(after), { roles: ['service'] });
});
