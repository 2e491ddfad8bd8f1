import t from 'tap';
import type { Test } from 'tap';
import { inProject, passwordLogin, startIdentityServer, tokenLogin, uniqueName } from './identity-server.ts';
import type { IdentityServer } from './identity-server.ts';

const withServer = async (name: string, body: (t: Test, server: IdentityServer) => Promise<void>, options: { tokenTtlS?: number } = {}): Promise<void> => {
  await t.test(name, async (t) => {
    const server = await startIdentityServer(options);
    t.teardown(() => server.stop());
    await body(t, server);
  });
};

const admin = (server: IdentityServer): Promise<string> => server.login('admin', server.secrets.admin?.password ?? '', inProject('admin'));
const demo = (server: IdentityServer): Promise<string> => server.login('demo', server.secrets.demo?.password ?? '', inProject('demo'));

await withServer('versions are found without a token', async (t, server) => {
  const root = await server.call('GET', '/');
  t.equal(root.status, 300);
  t.equal(root.headers.get('location'), `${server.url}/identity/v3/`);
  t.match(root.body, { versions: { values: [{ id: 'v3.14', links: [{ rel: 'self', href: `${server.url}/identity/v3/` }] }] } });
  for (const path of ['/v3', '/v3/']) t.match(await server.call('GET', path), { status: 200, body: { version: { id: 'v3.14' } } });
});

await withServer('a login answers the token in the header and its description in the body', async (t, server) => {
  const answer = await server.call('POST', '/v3/auth/tokens', { body: passwordLogin('demo', server.secrets.demo?.password ?? '', inProject('demo')) });
  t.equal(answer.status, 201);
  t.equal(answer.headers.get('vary'), 'X-Auth-Token');
  const { token } = answer.body;
  t.match(token, {
    methods: ['password'],
    user: { name: 'demo', domain: { id: 'default', name: 'Default' }, password_expires_at: null },
    project: { name: 'demo', domain: { id: 'default', name: 'Default' } },
    is_domain: false,
    audit_ids: [/^[\w-]{22}$/],
    expires_at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
    issued_at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
  });
  t.same(token?.['roles']?.map((role) => role['name']), ['member', 'reader'], 'implied roles are in the token');
  t.same(token?.['catalog']?.map((service) => service['type']), ['identity', 'compute', 'network', 'image', 'sampan']);
  t.match(token?.['catalog']?.[0], { endpoints: [{ interface: 'admin' }, { interface: 'internal' }, { interface: 'public', url: `${server.url}/identity/v3` }] });
  t.notMatch(JSON.stringify(answer.body), new RegExp(answer.headers.get('x-subject-token') ?? 'none'));
  const plain = await server.call('POST', '/v3/auth/tokens?nocatalog', { body: passwordLogin('demo', server.secrets.demo?.password ?? '') });
  t.equal(plain.body['token']?.['catalog'], undefined);
  t.match(plain.body, { token: { project: { name: 'demo' } } }, 'without a scope the default project is taken');
});

await withServer('any wrong part of a credential is one and the same 401', async (t, server) => {
  const right = server.secrets.demo?.password ?? '';
  const project = (await server.call('GET', '/v3/auth/projects', { token: await admin(server) })).body['projects']?.[0]?.['id'] ?? '';
  const bodies = [
    passwordLogin('demo', 'wrong'),
    passwordLogin('nobody', right),
    { auth: { identity: { methods: ['password'], password: { user: { id: 'nobody', password: right } } } } },
    { auth: { identity: { methods: ['password'], password: { user: { name: 'demo', domain: { name: 'Nowhere' }, password: right } } } } },
    passwordLogin('demo', right, inProject('admin')),
    passwordLogin('demo', right, inProject('nowhere')),
    passwordLogin('demo', right, { project: { id: project } }),
    passwordLogin('demo', right, { project: { name: 'demo', domain: { id: 'nowhere' } } }),
    passwordLogin('demo', right, { system: { all: true } }),
    passwordLogin('demo', right, { domain: { id: 'default' } }),
  ];
  const answers = await Promise.all(bodies.map((body) => server.call('POST', '/v3/auth/tokens', { body })));
  t.same(answers.map((answer) => answer.status), bodies.map(() => 401));
  t.equal(new Set(answers.map((answer) => JSON.stringify(answer.body))).size, 1);
  t.match(answers[0]?.headers.get('www-authenticate'), /^Keystone uri="/);
});

await withServer('a login that is incomplete is told what is missing', async (t, server) => {
  const cases: [unknown, RegExp, number][] = [
    [{ auth: { identity: { methods: ['password'] } } }, /password in identity/, 400],
    [{ auth: { identity: { methods: ['token'] } } }, /token in identity/, 400],
    [{ auth: { identity: { methods: ['password'], password: { user: { name: 'demo', password: 'x' } } } } }, /domain/, 400],
    [{ auth: { identity: { methods: ['carrier-pigeon'] } } }, /carrier-pigeon.*not supported/, 401],
    [{ auth: { identity: { methods: [] } } }, /methods/, 400],
    [passwordLogin('demo', server.secrets.demo?.password ?? '', { project: { name: 'demo' } }), /domain/, 400],
    [passwordLogin('demo', server.secrets.demo?.password ?? '', { project: { id: 'x' }, system: { all: true } }), /one scope/, 400],
    [passwordLogin('demo', server.secrets.demo?.password ?? '', { system: {} }), /"all": true/, 400],
  ];
  for (const [body, message, status] of cases) {
    t.match(await server.call('POST', '/v3/auth/tokens', { body }), { status, body: { error: { code: status, message } } });
  }
});

await withServer('an unscoped token has no roles and no catalog', async (t, server) => {
  const token = await server.login('demo', server.secrets.demo?.password ?? '', 'unscoped');
  const shown = await server.call('GET', '/v3/auth/tokens', { token, subject: token });
  t.equal(shown.status, 200);
  for (const key of ['project', 'roles', 'catalog']) t.equal(shown.body['token']?.[key], undefined);
  t.equal((await server.call('GET', '/v3/auth/catalog', { token })).status, 403);
  t.match(await server.call('GET', '/v3/auth/projects', { token }), { status: 200, body: { projects: [{ name: 'demo' }], links: { next: null } } });
});

await withServer('admin gets a token for the whole system', async (t, server) => {
  const token = await server.login('admin', server.secrets.admin?.password ?? '', { system: { all: true } });
  const shown = await server.call('GET', '/v3/auth/tokens', { token, subject: token });
  t.match(shown.body, { token: { system: { all: true }, roles: [{ name: 'admin' }, { name: 'manager' }, { name: 'member' }, { name: 'reader' }] } });
  t.equal((await server.call('GET', '/v3/users', { token })).status, 200);
});

await withServer('a token made from a token ends with it and keeps its chain', async (t, server) => {
  const first = await server.login('demo', server.secrets.demo?.password ?? '', 'unscoped');
  const parent = (await server.call('GET', '/v3/auth/tokens', { token: first, subject: first })).body['token'];
  const second = await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(first, inProject('demo')) });
  const third = await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(second.headers.get('x-subject-token') ?? '', inProject('demo')) });
  for (const answer of [second, third]) {
    t.equal(answer.status, 201);
    t.equal(answer.body['token']?.['expires_at'], parent?.['expires_at']);
    t.same(answer.body['token']?.['methods'], ['token', 'password']);
    t.same(answer.body['token']?.['audit_ids']?.[1], parent?.['audit_ids']?.[0]);
    t.match(answer.body, { token: { project: { name: 'demo' } } });
  }
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: tokenLogin('nonsense') })).status, 404);
  t.equal((await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(first, inProject('admin')) })).status, 401);
});

await withServer('own tokens are shown to everybody, and others only to administrators and services', async (t, server) => {
  const [boss, tenant] = [await admin(server), await demo(server)];
  const shown = await server.call('GET', '/v3/auth/tokens', { token: tenant, subject: tenant });
  t.equal(shown.headers.get('x-subject-token'), tenant);
  t.match(shown.body, { token: { user: { name: 'demo' }, catalog: [{ type: 'identity' }] } });
  t.equal((await server.call('GET', '/v3/auth/tokens?nocatalog', { token: tenant, subject: tenant })).body['token']?.['catalog'], undefined);
  t.equal((await server.call('GET', '/v3/auth/tokens', { token: tenant, subject: boss })).status, 403);
  t.equal((await server.call('DELETE', '/v3/auth/tokens', { token: tenant, subject: boss })).status, 403);
  t.equal((await server.call('GET', '/v3/auth/tokens', { token: await server.identity.serviceToken(), subject: tenant })).status, 200);
  const head = await server.call('HEAD', '/v3/auth/tokens', { token: boss, subject: tenant });
  t.equal(head.status, 200);
  t.match(await server.call('GET', '/v3/auth/tokens', { token: boss, subject: 'nonsense' }), { status: 404, body: { error: { message: /Could not find token/ } } });
  t.equal((await server.call('HEAD', '/v3/auth/tokens', { token: boss, subject: 'nonsense' })).status, 404);
  t.match(await server.call('GET', '/v3/auth/tokens', { token: boss }), { status: 400, body: { error: { message: /X-Subject-Token/ } } });
  t.equal((await server.call('GET', '/v3/auth/tokens', { subject: tenant })).status, 401);
});

await withServer('a revoked token is not valid any more, nor, when the chain is meant, are those made from it', async (t, server) => {
  const boss = await admin(server);
  const first = await demo(server);
  const second = (await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(first) })).headers.get('x-subject-token') ?? '';
  const other = await demo(server);
  const third = (await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(first) })).headers.get('x-subject-token') ?? '';
  t.equal((await server.call('DELETE', '/v3/auth/tokens', { token: boss, subject: third })).status, 204);
  t.equal((await server.call('GET', '/v3/auth/projects', { token: third })).status, 401);
  t.equal((await server.call('GET', '/v3/auth/projects', { token: second })).status, 200, 'the rest of the chain lives on');
  t.equal((await server.call('DELETE', '/v3/auth/tokens?chain', { token: first, subject: first })).status, 204);
  for (const token of [first, second]) {
    t.equal((await server.call('GET', '/v3/auth/projects', { token })).status, 401);
    t.equal((await server.call('GET', '/v3/auth/tokens', { token: boss, subject: token })).status, 404);
    t.equal((await server.call('POST', '/v3/auth/tokens', { body: tokenLogin(token) })).status, 404);
  }
  t.equal((await server.call('DELETE', '/v3/auth/tokens', { token: boss, subject: first })).status, 404);
  t.equal((await server.call('GET', '/v3/auth/projects', { token: other })).status, 200, 'another login of the same user goes on');
});

await withServer('a password change revokes the user\'s tokens and needs the old password', async (t, server) => {
  const token = await demo(server);
  const { id } = await server.identity.verifier.verify(token).then((auth) => ({ id: auth.userId }));
  const original = server.secrets.demo?.password ?? '';
  const change = (original_password: string, password: string) => server.call('POST', `/v3/users/${id}/password`, { body: { user: { original_password, password } } });
  t.equal((await change('wrong', 'new one')).status, 401);
  t.equal((await server.call('POST', '/v3/users/nobody/password', { body: { user: { original_password: original, password: 'x' } } })).status, 401);
  t.match(await change(original, original), { status: 400, body: { error: { message: /identical to a previous password/ } } });
  t.equal((await server.call('GET', '/v3/auth/projects', { token })).status, 200);
  t.equal((await change(original, 'new one')).status, 204);
  t.equal((await server.call('GET', '/v3/auth/projects', { token })).status, 401);
  await t.rejects(server.login('demo', original), /401/);
  const fresh = await server.login('demo', 'new one');
  t.equal((await server.call('GET', '/v3/auth/projects', { token: fresh })).status, 200, 'a token issued right after is valid');
});

await withServer('tokens end by the configured life', async (t, server) => {
  const answer = await server.call('POST', '/v3/auth/tokens', { body: passwordLogin('demo', server.secrets.demo?.password ?? '') });
  const { token } = answer.body;
  const lifeMs = Date.parse(token?.['expires_at'] ?? '') - Date.parse(token?.['issued_at'] ?? '');
  t.ok(lifeMs > 118_000 && lifeMs <= 120_000, `${lifeMs} ms`);
}, { tokenTtlS: 120 });

await withServer('neither passwords nor tokens are in any log line', async (t, server) => {
  const secret = uniqueName('a-secret');
  await server.call('POST', '/v3/auth/tokens', { body: passwordLogin('demo', secret) });
  await server.call('POST', '/v3/auth/tokens', { body: passwordLogin(secret, 'x') });
  const token = await admin(server);
  await server.call('POST', '/v3/users', { token, body: { user: { name: uniqueName('u'), password: secret } } });
  await server.call('GET', '/v3/auth/tokens', { token, subject: token });
  await server.call('POST', '/v3/auth/tokens', { body: { auth: { identity: { methods: ['password'], password: { user: { password: secret } } } } } });
  const logged = server.logged();
  t.match(logged, /a login was refused/);
  const secrets = [secret, token, server.secrets.admin?.password ?? '', server.secrets.demo?.password ?? '', server.secrets.key_encryption_key];
  for (const each of secrets) t.notOk(logged.includes(each));
  t.notMatch(logged, /"level":"(error|warn)"/);
});
