import t from 'tap';
import { createRegistryTokenVerifier } from '../../../openapi/serve/registry-token.ts';
import type { RegistryClaims } from '../../../openapi/serve/registry-token.ts';
import { grantActions, readScopes } from '../../../region/identity/registry-scope.ts';
import { inProject, startIdentityServer, uniqueName } from './identity-server.ts';

t.test('scopes are read as clients write them', async (t) => {
  const all = ['pull', 'push', 'delete'];
  const repository = (name: string, actions: string[]) => ({ kind: 'repository', name, actions });
  const table: [string[], unknown][] = [
    [[], []],
    [['repository:demo/app:pull'], [repository('demo/app', ['pull'])]],
    [['repository:demo/app:push,pull'], [repository('demo/app', ['pull', 'push'])]],
    [['repository:demo/app:*'], [repository('demo/app', all)]],
    [['repository(plugin):demo/app:pull'], [repository('demo/app', ['pull'])]],
    [['repository:demo/a:pull repository:demo/b:push'], [repository('demo/a', ['pull']), repository('demo/b', ['push'])]],
    [['repository:demo/a:pull', 'repository:demo/a:push'], [repository('demo/a', ['pull', 'push'])]],
    [['registry:catalog:*', 'repository:demo/a:pull'], [{ kind: 'catalog' }, repository('demo/a', ['pull'])]],
    [['repository:Demo/a:pull', 'nonsense', '', 'repository::pull', 'other:demo/a:pull'], []],
    [['repository:demo/a:fly'], [repository('demo/a', [])]],
  ];
  for (const [params, asked] of table) t.same(readScopes(params), asked, params.join(' | '));
});

t.test('what is granted is what was asked and what the roles allow', async (t) => {
  t.same(grantActions(['pull', 'push'], ['member', 'reader']), ['pull', 'push']);
  t.same(grantActions(['push'], ['reader']), []);
  t.same(grantActions(['pull', 'push', 'delete'], ['reader']), ['pull']);
  t.same(grantActions(['delete'], ['admin', 'manager', 'member', 'reader']), ['delete']);
  t.same(grantActions(['pull', 'push'], []), ['pull'], 'what is public may be pulled by all');
});

t.test('registry clients get tokens for what they may do', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { demo, admin } = server.secrets;
  if (!demo || !admin) throw new Error('the bootstrap made no users');
  const verifier = createRegistryTokenVerifier({ keys: server.identity.keys, revocations: server.identity.revocations });
  const ask = async (login: [string, string] | undefined, ...scopes: string[]): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> => {
    const query = new URLSearchParams([['service', 'sampan-registry'], ...scopes.map((scope): [string, string] => ['scope', scope])]);
    const headers = login && { Authorization: `Basic ${Buffer.from(login.join(':')).toString('base64')}` };
    const response = await fetch(`${server.url}/registry/token?${query.toString()}`, headers ? { headers } : {});
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
  };
  const claimsOf = async (login: [string, string] | undefined, ...scopes: string[]): Promise<RegistryClaims> => {
    const { status, body } = await ask(login, ...scopes);
    t.equal(status, 200, JSON.stringify(body));
    t.match(body, { access_token: body['token'], expires_in: 900, issued_at: /^\d{4}-.*Z$/ });
    return (await verifier.verify(String(body['token']))).claims;
  };
  const password: [string, string] = [demo.user, demo.password];
  const token = await server.login(demo.user, demo.password, inProject('demo'));
  const { projectId, userId } = await server.identity.verifier.verify(token);

  await t.test('with a password, for the project that the name begins with', async (t) => {
    const claims = await claimsOf(password, 'repository:demo/app:pull,push', 'repository:admin/app:pull,push');
    t.match(claims, { sub: userId, proj: { id: projectId }, access: [{ name: 'demo/app', actions: ['pull', 'push'], project: { id: projectId, name: 'demo' } }, { name: 'admin/app', actions: ['pull'] }] });
    t.equal(claims.access[1]?.project, undefined);
    t.match(await claimsOf(password, `repository:${projectId}/app:push`), { access: [{ actions: ['push'], project: { id: projectId } }] }, 'by the id as well');
    t.same((await claimsOf(password)).access, []);
    t.match(await claimsOf(password, 'registry:catalog:*'), { catalog: [{ id: projectId, name: 'demo' }] });
  });

  await t.test('with a token, an application credential, or nothing', async (t) => {
    t.match(await claimsOf(['token', token], 'repository:demo/app:push'), { access: [{ name: 'demo/app', actions: ['push'] }] });
    const made = await server.call('POST', `/v3/users/${userId}/application_credentials`, { token, body: { application_credential: { name: uniqueName('robot') } } });
    t.equal(made.status, 201);
    const credential = made.body['application_credential'] as unknown as { id: string; secret: string };
    t.match(await claimsOf([credential.id, credential.secret], 'repository:demo/app:push', 'repository:admin/app:push'), { app: { id: credential.id }, access: [{ name: 'demo/app', actions: ['push'] }] });
    t.match(await claimsOf(undefined, 'repository:demo/app:pull,push'), { sub: '', access: [{ name: 'demo/app', actions: ['pull'] }] });
    const ruled = await server.call('POST', `/v3/users/${userId}/application_credentials`, {
      token,
      body: { application_credential: { name: uniqueName('ruled'), access_rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }] } },
    });
    const narrow = ruled.body['application_credential'] as unknown as { id: string; secret: string };
    t.match(await ask([narrow.id, narrow.secret], 'repository:demo/app:pull'), { status: 403, body: { errors: [{ code: 'DENIED' }] } });
  });

  await t.test('an administrator everywhere', async (t) => {
    t.match(await claimsOf([admin.user, admin.password], 'repository:demo/app:pull,push,delete'), { admin: true, access: [{ name: 'demo/app', actions: ['pull', 'push', 'delete'] }] });
  });

  await t.test('and nobody with a wrong secret', async (t) => {
    for (const login of [[demo.user, 'wrong'], ['nobody', 'x'], ['token', 'nonsense'], ['0'.repeat(32), 'x']] as [string, string][]) {
      const refused = await ask(login, 'repository:demo/app:pull');
      t.match([refused.status, refused.body], [401, { errors: [{ code: 'UNAUTHORIZED' }] }], login[0]);
    }
    t.notMatch(server.logged(), demo.password);
  });

  await t.test('it opens no other door, and ends when its login is revoked', async (t) => {
    const { body } = await ask(['token', token], 'repository:demo/app:pull');
    const registryToken = String(body['token']);
    t.equal((await server.call('GET', '/v3/auth/projects', { token: registryToken })).status, 401);
    await t.rejects(verifier.verify(token), { name: 'Fault', status: 401 } as unknown as Error, 'nor does a token of another kind open this one');
    await verifier.verify(registryToken);
    await server.call('DELETE', '/v3/auth/tokens', { token, subject: token });
    t.equal((await ask(['token', token], 'repository:demo/app:pull')).status, 401);
  });
});
