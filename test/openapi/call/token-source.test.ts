import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import t from 'tap';
import type { Test } from 'tap';
import { applicationCredentialTokens, fixedToken, passwordTokens, rescopedTokens } from '../../../openapi/call/token-source.ts';

const start = Date.parse('2026-01-01T00:00:00Z');

async function identityService(t: Test): Promise<{ authUrl: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      asked.push(body);
      const token = { issued_at: new Date(start).toISOString(), expires_at: new Date(start + 100_000).toISOString(), catalog: [] };
      const { password } = Object((body as { auth: { identity: { password?: { user: object } } } }).auth.identity.password?.user) as { password?: string };
      if (password === 'wrong') response.writeHead(401).end('{"error":{"code":401,"message":"The request you have made requires authentication."}}');
      else response.writeHead(201, { 'X-Subject-Token': `token-${asked.length}` }).end(JSON.stringify({ token }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { authUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/identity/v3`, asked };
}

t.test('a token is fetched once for all callers and renewed at 80 % of its life', async (t) => {
  const { authUrl, asked } = await identityService(t);
  let now = start;
  const tokens = passwordTokens({ authUrl, userName: 'demo', password: 'p', projectName: 'demo', now: () => now });
  t.same(await Promise.all([tokens.token(), tokens.token(), tokens.token()]), ['token-1', 'token-1', 'token-1']);
  t.same(asked, [
    {
      auth: {
        identity: { methods: ['password'], password: { user: { name: 'demo', domain: { id: 'default' }, password: 'p' } } },
        scope: { project: { name: 'demo', domain: { id: 'default' } } },
      },
    },
  ]);
  now = start + 79_000;
  t.equal(await tokens.token(), 'token-1');
  now = start + 81_000;
  t.equal(await tokens.token(), 'token-2');
});

t.test('a refused token is dropped, a newer one is not', async (t) => {
  const { authUrl } = await identityService(t);
  const tokens = passwordTokens({ authUrl: authUrl.replace('/v3', '/'), userId: 'u', password: 'p', system: true, now: () => start });
  await tokens.token();
  tokens.invalidate('token-1');
  t.equal(await tokens.token(), 'token-2');
  tokens.invalidate('token-1');
  t.equal(await tokens.token(), 'token-2');
  t.match((await tokens.current()).body, { catalog: [] });
});

t.test('a wrong password is a fault, and the next caller asks again', async (t) => {
  const { authUrl, asked } = await identityService(t);
  const tokens = passwordTokens({ authUrl, userId: 'u', password: 'wrong' });
  await t.rejects(tokens.token(), { code: 'unauthorized' });
  await t.rejects(tokens.token(), { code: 'unauthorized' });
  t.equal(asked.length, 2);
});

t.test('application credentials, existing tokens and fixed tokens are sources too', async (t) => {
  const { authUrl, asked } = await identityService(t);
  const now = (): number => start;
  await applicationCredentialTokens({ authUrl, id: 'i', secret: 's', now }).token();
  await rescopedTokens({ authUrl, existing: 'old', projectId: 'p1', now }).token();
  t.same(asked, [
    { auth: { identity: { methods: ['application_credential'], application_credential: { id: 'i', secret: 's' } } } },
    { auth: { identity: { methods: ['token'], token: { id: 'old' } }, scope: { project: { id: 'p1' } } } },
  ]);
  t.equal(await fixedToken('x').token(), 'x');
});
