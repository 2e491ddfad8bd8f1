/** The region and the real image service side by side: what the one decides about tokens, the other does without asking. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { createClient } from '../../../openapi/call/call.ts';
import { passwordTokens } from '../../../openapi/call/token-source.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { compose } from '../../../image-service/compose.ts';
import { readImageServiceConfig } from '../../../image-service/config.ts';
import { startRegionWorld } from '../../kit/region-world.ts';
import type { RegionWorld } from '../../kit/region-world.ts';

interface TwoServices {
  world: RegionWorld;
  /** The status of a small request to each service with that token. */
  statuses(token: string): Promise<{ region: number; image: number }>;
  identity(method: string, path: string, token: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  login(who: 'admin' | 'demo'): Promise<string>;
}

async function start(t: Test): Promise<TwoServices> {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const folder = await mkdtemp(join(tmpdir(), 'sampan-two-'));
  const config = readImageServiceConfig({ env: {}, overrides: { listen: '127.0.0.1:0', stateDir: join(folder, 'image'), authUrl: `${world.url}/identity`, logLevel: 'silent' } });
  const images = compose(config, { log: createLogger({ service: 'image', level: 'silent' }), version: '0' });
  await images.start();
  t.teardown(async () => {
    await images.stop(100);
    await rm(folder, { recursive: true, force: true });
  });
  const get = async (url: string, token: string): Promise<number> => {
    const response = await fetch(url, { headers: { 'X-Auth-Token': token } });
    await response.arrayBuffer();
    return response.status;
  };
  const secrets = JSON.parse(await readFile(world.secretsFile, 'utf8')) as Record<'admin' | 'demo', { user: string; password: string; project: string }>;
  return {
    world,
    statuses: async (token) => ({ region: await get(`${world.url}/identity/v3/auth/projects`, token), image: await get(`${images.url}/image/v2/images`, token) }),
    identity: (method, path, token, body, headers) =>
      fetch(`${world.url}/identity${path}`, {
        method,
        headers: { 'X-Auth-Token': token, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async login(who) {
      const { user, password, project } = secrets[who];
      return passwordTokens({ authUrl: `${world.url}/identity`, userName: user, password, projectName: project }).token();
    },
  };
}

const good = { region: 200, image: 200 };
const refused = { region: 401, image: 401 };

void t.test('a revocation counts in every service within one second', async (t) => {
  const { statuses, identity, login, world } = await start(t);
  const boss = await login('admin');
  const { userId, projectId } = await world.region.identity.verifier.verify(await login('demo'));
  /** Does a thing, and then asks both services until they refuse the token: at most for a second. */
  const refusedWithin = async (token: string, what: string, change: () => Promise<Response>): Promise<void> => {
    t.same(await statuses(token), good, `before ${what}`);
    const answer = await change();
    t.ok(answer.status < 300, `${what}: ${answer.status} ${await answer.text()}`);
    const from = performance.now();
    let seen = await statuses(token);
    while (seen.image !== 401 && performance.now() - from < 3000) seen = await statuses(token);
    t.same(seen, refused, what);
    const ms = performance.now() - from;
    t.ok(ms < 1000, `${what} took ${Math.round(ms)} ms`);
  };
  const enable = (path: string, key: string): Promise<Response> => identity('PATCH', path, boss, { [key]: { enabled: true } });

  const [own, other] = [await login('demo'), await login('demo')];
  await refusedWithin(own, 'a token is revoked', () => identity('DELETE', '/v3/auth/tokens', own, undefined, { 'X-Subject-Token': own }));
  t.same(await statuses(other), good, 'and no other one');

  const chained = await identity('POST', '/v3/auth/tokens', '', { auth: { identity: { methods: ['token'], token: { id: other } } } });
  const child = chained.headers.get('x-subject-token') ?? '';
  await refusedWithin(child, 'a chain is revoked', () => identity('DELETE', '/v3/auth/tokens?chain', boss, undefined, { 'X-Subject-Token': other }));
  t.same(await statuses(other), refused);

  const third = await login('demo');
  await refusedWithin(third, 'a user is disabled', () => identity('PATCH', `/v3/users/${userId}`, boss, { user: { enabled: false } }));
  await enable(`/v3/users/${userId}`, 'user');
  const fourth = await login('demo');
  t.same(await statuses(fourth), good, 'a login after it is another matter');
  await refusedWithin(fourth, 'a project is disabled', () => identity('PATCH', `/v3/projects/${projectId}`, boss, { project: { enabled: false } }));
  await enable(`/v3/projects/${projectId}`, 'project');
  const fifth = await login('demo');
  await refusedWithin(fifth, 'a password is changed', () => identity('PATCH', `/v3/users/${userId}`, boss, { user: { password: 'another one' } }));
  const sixth = await fetch(`${world.url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user: { id: userId, password: 'another one' } } }, scope: { project: { id: projectId } } } }),
  });
  t.same(await statuses(sixth.headers.get('x-subject-token') ?? ''), good, 'a login right after the change is not hit by it');
  t.same(await statuses(boss), good);
});

void t.test('keys rotate under load, and no request fails in either service', async (t) => {
  const { statuses, identity, login } = await start(t);
  const [boss, demo] = [await login('admin'), await login('demo')];
  const seen = new Map<string, number>();
  const kids = new Set<string>();
  let rotating = true;
  const issueAndUse = async (): Promise<void> => {
    // A new token each time: it is signed by whichever key is current at that moment.
    const issued = await identity('POST', '/v3/auth/tokens', '', { auth: { identity: { methods: ['token'], token: { id: demo } } } });
    const token = issued.headers.get('x-subject-token') ?? '';
    await issued.arrayBuffer();
    kids.add((JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid);
    for (const one of [token, demo]) {
      const { region, image } = await statuses(one);
      for (const status of [`issue ${issued.status}`, `region ${region}`, `image ${image}`]) seen.set(status, (seen.get(status) ?? 0) + 1);
    }
  };
  const worker = async (): Promise<void> => {
    while (rotating) {
      await issueAndUse();
    }
  };
  const workers = Array.from({ length: 6 }, worker);
  for (let count = 0; count < 6; count += 1) {
    t.equal((await identity('POST', '/v3/auth/keys', boss)).status, 204);
    await issueAndUse();
  }
  rotating = false;
  await Promise.all(workers);
  t.same([...seen.keys()].sort(), ['image 200', 'issue 201', 'region 200'], JSON.stringify([...seen]));
  t.ok(kids.size >= 6, `${kids.size} keys signed`);
  t.equal((await identity('POST', '/v3/auth/keys', demo)).status, 403, 'it takes an administrator');
});

void t.test('an application credential bound to the image service works there and nowhere else', async (t) => {
  const { statuses, identity, login, world } = await start(t);
  const own = await login('demo');
  const { userId } = await world.region.identity.verifier.verify(own);
  const wanted = { name: 'images', access_rules: [{ service: 'image', method: 'GET', path: '/v2/images' }] };
  const made = (await (await identity('POST', `/v3/users/${userId}/application_credentials`, own, { application_credential: wanted })).json()) as { application_credential: { id: string; secret: string } };
  const { id, secret } = made.application_credential;
  const login2 = await identity('POST', '/v3/auth/tokens', '', { auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } } });
  t.same(await statuses(login2.headers.get('x-subject-token') ?? ''), { region: 403, image: 200 });
  const client = createClient('compute', { baseUrl: `${world.url}/compute`, retries: 0, tokens: { token: () => Promise.resolve(login2.headers.get('x-subject-token') ?? ''), invalidate: () => undefined } });
  await t.rejects(client.call('listServers'), { status: 403, message: /access rules/ });
  client.close();
});
