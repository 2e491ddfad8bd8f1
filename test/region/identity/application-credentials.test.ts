import t from 'tap';
import { forEachRegionDatabase } from '../store-world.ts';
import { inProject, startIdentityServer, tokenLogin } from './identity-server.ts';
import type { Answer, IdentityServer, Loose } from './identity-server.ts';

interface Own {
  token: string;
  userId: string;
  create(wanted: Record<string, unknown>, token?: string): Promise<Answer>;
}

async function demo(server: IdentityServer): Promise<Own> {
  const token = await server.login('demo', server.secrets.demo?.password ?? '', inProject('demo'));
  const { userId } = await server.identity.verifier.verify(token);
  const path = `/v3/users/${userId}/application_credentials`;
  return { token, userId, create: (wanted, by = token) => server.call('POST', path, { token: by, body: { application_credential: wanted } }) };
}

const byCredential = (claim: Record<string, unknown>, scope?: unknown): { auth: Record<string, unknown> } => ({
  auth: { identity: { methods: ['application_credential'], application_credential: claim }, ...(scope !== undefined && { scope }) },
});

const tokenOf = (answer: Answer): string => answer.headers.get('x-subject-token') ?? '';

await forEachRegionDatabase(t, 'an application credential is shown with its secret once, and logs in by id or by name', async (t, db) => {
  const server = await startIdentityServer({ db });
  t.teardown(() => server.stop());
  const own = await demo(server);
  const made = await own.create({ name: 'ci', roles: [{ name: 'reader' }], description: 'pipelines' });
  t.match(made, { status: 201, body: { application_credential: { name: 'ci', description: 'pipelines', unrestricted: false, system: null, expires_at: null, roles: [{ name: 'reader' }], secret: /^.{80,}$/ } } });
  const { id, secret } = made.body['application_credential'] ?? ({} as Loose);
  const path = `/v3/users/${own.userId}/application_credentials`;
  const shown = await server.call('GET', `${path}/${id}`, { token: own.token });
  t.match(shown, { status: 200, body: { application_credential: { id, name: 'ci' } } });
  t.notOk(JSON.stringify((await server.call('GET', path, { token: own.token })).body).includes(String(secret)));
  t.notOk(JSON.stringify(await db('application_credentials')).includes(String(secret)), 'stored as a hash');

  const login = await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id, secret }) });
  t.match(login, { status: 201, body: { token: { methods: ['application_credential'], project: { name: 'demo' }, roles: [{ name: 'reader' }], application_credential: { id, name: 'ci', restricted: true } } } });
  t.equal(login.body['token']?.['roles']?.length, 1, 'the subset alone');
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: byCredential({ name: 'ci', user: { name: 'demo', domain: { id: 'default' } }, secret }) })).status, 201);
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: byCredential({ name: 'ci', user: { id: own.userId }, secret }) })).status, 201);
  t.equal((await own.create({ name: 'ci' })).status, 409);
  t.notMatch(server.logged(), new RegExp(String(secret).slice(0, 30)));

  t.equal((await server.call('DELETE', `${path}/${id}`, { token: own.token })).status, 204);
  t.equal((await server.call('GET', '/v3/auth/projects', { token: tokenOf(login) })).status, 401, 'its tokens end with it');
  t.equal((await server.call('GET', '/v3/auth/projects', { token: own.token })).status, 200, 'and no others');
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id, secret }) })).status, 401);
});

void t.test('a credential gives no more than its user has, and what it must not do is refused', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const own = await demo(server);
  const boss = await server.login('admin', server.secrets.admin?.password ?? '', inProject('admin'));
  t.match(await own.create({ name: 'x', roles: [{ name: 'admin' }] }), { status: 400, body: { error: { message: /unassigned role admin/ } } });
  t.match(await own.create({ name: 'x', expires_at: '2020-01-01T00:00:00' }), { status: 400 });
  t.match(await own.create({ name: 'x', expires_at: 'tomorrow' }), { status: 400 });
  t.equal((await own.create({ name: 'x' }, boss)).status, 403, 'nobody makes one for somebody else');

  const ending = (await own.create({ name: 'ending', expires_at: new Date(Date.now() + 120_000).toISOString().replace('Z', '') })).body['application_credential'] ?? ({} as Loose);
  const short = await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id: ending['id'], secret: ending['secret'] }) });
  t.ok(Date.parse(String(short.body['token']?.['expires_at'])) <= Date.now() + 121_000, 'a token ends with its credential');

  const restricted = (await own.create({ name: 'restricted' })).body['application_credential'] ?? ({} as Loose);
  const bound = tokenOf(await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id: restricted['id'], secret: restricted['secret'] }) }));
  t.equal((await own.create({ name: 'child' }, bound)).status, 403);
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(bound) })).status, 403, 'no other token from a restricted one');
  t.equal((await server.call('POST', `/v3/users/${own.userId}/credentials/OS-EC2`, { token: bound, body: { tenant_id: 'x' } })).status, 403);
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id: restricted['id'], secret: restricted['secret'] }, { system: { all: true } }) })).status, 401);

  const free = (await own.create({ name: 'free', unrestricted: true, roles: [{ name: 'reader' }] })).body['application_credential'] ?? ({} as Loose);
  const parent = await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id: free['id'], secret: free['secret'] }) });
  const child = await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(tokenOf(parent)) });
  t.match(child, { status: 201, body: { token: { roles: [{ name: 'reader' }], application_credential: { restricted: false } } } });
  t.equal(child.body['token']?.['expires_at'], parent.body['token']?.['expires_at']);
  t.same([...(child.body['token']?.['audit_ids'] ?? [])].at(-1), parent.body['token']?.['audit_ids']?.[0], 'the chain goes on');
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(tokenOf(parent), inProject('service')) })).status, 401);

  for (const wrong of [{ id: free['id'], secret: 'no' }, { id: 'nothing', secret: 'no' }, { name: 'free', user: { id: own.userId }, secret: 'no' }]) {
    const answer = await server.call('POST', '/v3/auth/tokens', { body: byCredential(wrong) });
    t.equal(answer.status, 401);
  }
  t.match(await server.call('POST', '/v3/auth/tokens', { body: byCredential({ secret: 'no' }) }), { status: 400 });

  await server.call('PATCH', `/v3/users/${own.userId}`, { token: boss, body: { user: { enabled: false } } });
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id: free['id'], secret: free['secret'] }) })).status, 401, 'a disabled user');
});

void t.test('access rules bind the tokens of a credential to what they name', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const own = await demo(server);
  const rules = [{ service: 'identity', method: 'GET', path: '/v3/auth/projects' }, { service: 'identity', method: 'GET', path: '/v3/users/{id}/access_rules/*' }];
  const made = await own.create({ name: 'narrow', access_rules: rules });
  t.match(made, { status: 201, body: { application_credential: { access_rules: rules } } });
  const { id, secret } = made.body['application_credential'] ?? ({} as Loose);
  const login = await server.call('POST', '/v3/auth/tokens', { body: byCredential({ id, secret }) });
  t.equal(login.body['token']?.['application_credential']?.['access_rules']?.length, 2);
  const token = tokenOf(login);
  t.equal((await server.call('GET', '/v3/auth/projects', { token })).status, 200);
  t.match(await server.call('GET', '/v3/auth/catalog', { token }), { status: 403, body: { error: { message: /access rules .* do not allow GET \/v3\/auth\/catalog/ } } });
  t.equal((await server.call('GET', '/v3/auth/tokens', { token, subject: token })).status, 200, 'a token may always be asked about');

  const path = `/v3/users/${own.userId}/access_rules`;
  const listed = (await server.call('GET', path, { token: own.token })).body['access_rules'] ?? [];
  t.equal(listed.length, 2);
  const rule = String(listed[0]?.['id']);
  t.match(await server.call('GET', `${path}/${rule}`, { token: own.token }), { status: 200, body: { access_rule: { id: rule } } });
  t.equal((await server.call('GET', `${path}/${rule}`, { token })).status, 200, 'by the second rule');
  t.equal((await server.call('GET', path, { token })).status, 403);
  t.match(await server.call('DELETE', `${path}/${rule}`, { token: own.token }), { status: 403, body: { error: { message: /is used by/ } } });
  const again = await own.create({ name: 'again', access_rules: [{ id: rule }, rules[0]] });
  t.equal(again.status, 201);
  t.equal((await server.call('GET', path, { token: own.token })).body['access_rules']?.length, 2, 'equal rules are one');
  for (const name of [id, again.body['application_credential']?.['id']]) await server.call('DELETE', `/v3/users/${own.userId}/application_credentials/${name}`, { token: own.token });
  t.equal((await server.call('DELETE', `${path}/${rule}`, { token: own.token })).status, 204);
  t.equal((await server.call('GET', `${path}/${rule}`, { token: own.token })).status, 404);
  t.equal((await own.create({ name: 'bad', access_rules: [{ service: 'compute' }] })).status, 400);
  t.equal((await own.create({ name: 'none', access_rules: [] })).status, 201, 'an empty list: good for nothing');
});

void t.test('what belonged to a user or a project goes with it', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const own = await demo(server);
  const boss = await server.login('admin', server.secrets.admin?.password ?? '', inProject('admin'));
  const { projectId } = await server.identity.verifier.verify(own.token);
  const made = async (name: string): Promise<void> => {
    t.equal((await own.create({ name, access_rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }] })).status, 201);
    t.equal((await server.call('POST', `/v3/users/${own.userId}/credentials/OS-EC2`, { token: own.token, body: { tenant_id: projectId } })).status, 201);
  };
  await made('a');
  t.equal((await server.call('DELETE', `/v3/users/${own.userId}`, { token: boss })).status, 204);
  for (const table of ['application_credentials', 'access_rules', 'credentials']) t.same(await server.db(table), [], table);
});
