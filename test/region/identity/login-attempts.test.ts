import t from 'tap';
import { createLoginAttempts } from '../../../region/identity/login-attempts.ts';
import { startIdentityServer, passwordLogin } from './identity-server.ts';
import { checkPassword } from '../../../region/identity/check-password.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { defaultPasswordRules } from '../../../region/identity/password-rules.ts';

const limits = { perUser: 3, perAddress: 5, windowS: 60 };

void t.test('failures are counted by user and by address, and forgotten after a while', async (t) => {
  let now = 0;
  const attempts = createLoginAttempts({ ...limits, now: () => now });
  const fail = (user: string, address: string): void => attempts.begin({ user, address }).end('wrong');
  for (let count = 0; count < 3; count += 1) fail('u1', 'a1');
  t.throws(() => attempts.begin({ user: 'u1', address: 'a2' }), { message: /for this user: try again in 60 s/ });
  fail('u2', 'a1');
  fail('u3', 'a1');
  t.throws(() => attempts.begin({ user: 'u4', address: 'a1' }), { message: /from this address/ });
  now = 59_500;
  t.throws(() => attempts.begin({ user: 'u1', address: 'a2' }), { message: /try again in 1 s/ });
  now = 60_000;
  t.doesNotThrow(() => attempts.begin({ user: 'u1', address: 'a1' }));
});

void t.test('who is right is not counted, and many at once are not let through after a failure', async (t) => {
  const attempts = createLoginAttempts({ ...limits, now: () => 0 });
  const many = Array.from({ length: 20 }, () => attempts.begin({ user: 'u1', address: 'a1' }));
  many.forEach((attempt) => attempt.end('right'));
  attempts.begin({ user: 'u1', address: 'a1' }).end('wrong');
  const two = [attempts.begin({ user: 'u1', address: 'a1' }), attempts.begin({ user: 'u1', address: 'a1' })];
  t.throws(() => attempts.begin({ user: 'u1', address: 'a1' }), { message: /Too many failed logins/ });
  two.forEach((attempt) => attempt.end('right'));
  t.doesNotThrow(() => attempts.begin({ user: 'u1', address: 'a1' }));
});

void t.test('the memory is bounded, and 0 is no limit', async (t) => {
  const attempts = createLoginAttempts({ perUser: 1, perAddress: 0, windowS: 60, maxKeys: 10, now: () => 0 });
  attempts.begin({ user: 'first', address: 'a' }).end('wrong');
  t.throws(() => attempts.begin({ user: 'first', address: 'a' }), { message: /Too many failed logins/ });
  for (let count = 0; count < 20; count += 1) attempts.begin({ user: `u${count}`, address: 'a' }).end('wrong');
  t.doesNotThrow(() => attempts.begin({ user: 'first', address: 'a' }), 'forgotten');
});

void t.test('clients behind a trusted proxy are counted by their own addresses', async (t) => {
  for (const [trustedProxies, expected] of [[['127.0.0.0/8'], [401, 401, 429, 401]], [[], [401, 401, 429, 429]]] as const) {
    const server = await startIdentityServer({ trustedProxies: [...trustedProxies], loginLimits: { perUser: 0, perAddress: 2, windowS: 60 } });
    t.teardown(() => server.stop());
    const login = async (client: string): Promise<number> => {
      const body = JSON.stringify(passwordLogin('demo', 'wrong'));
      return (await fetch(`${server.url}/identity/v3/auth/tokens`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `1.2.3.4, ${client}` } })).status;
    };
    const seen = [];
    for (const client of ['203.0.113.1', '203.0.113.1', '203.0.113.1', '203.0.113.2']) seen.push(await login(client));
    t.same(seen, expected, trustedProxies.length > 0 ? 'each by itself' : 'all as the proxy, which nobody has named');
  }
});

void t.test('the service answers 429 with Retry-After, alike for users that are there and for inventions', async (t) => {
  const server = await startIdentityServer({ loginLimits: { perUser: 4, perAddress: 0, windowS: 60 } });
  t.teardown(() => server.stop());
  const statuses = async (name: string): Promise<(number | string | null)[]> => {
    const seen = [];
    for (let count = 0; count < 5; count += 1) {
      const answer = await server.call('POST', '/v3/auth/tokens', { body: passwordLogin(name, 'wrong') });
      seen.push(answer.status);
      if (answer.status === 429) {
        t.match(answer.headers.get('retry-after'), /^\d+$/);
        t.match(answer.body, { error: { code: 429, message: /Too many failed logins/ } });
      }
    }
    return seen;
  };
  const expected = [401, 401, 401, 401, 429];
  t.same(await statuses('demo'), expected);
  t.same(await statuses('nobody'), expected);
  t.same(await statuses('admin'), expected, 'one user has nothing to do with another');
});

void t.test('each attempt costs one hash, whatever is wrong with it', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const boss = await server.login('admin', server.secrets.admin?.password ?? '');
  await server.call('POST', '/v3/users', { token: boss, body: { user: { name: 'disabled', password: 'right', enabled: false } } });
  await server.call('POST', '/v3/users', { token: boss, body: { user: { name: 'no-password' } } });
  const verified: (string | null)[] = [];
  const hasher = { hash: () => Promise.reject(new Error('not asked for')), verify: (_: string, stored: string | null) => (verified.push(stored), Promise.resolve(false)) };
  const attempts = createLoginAttempts({ perUser: 0, perAddress: 0, windowS: 60, now: Date.now });
  const parts = { db: server.db, hasher, attempts, log: createLogger({ service: 'test', level: 'silent' }), now: Date.now, rules: defaultPasswordRules };
  for (const name of ['demo', 'nobody', 'disabled', 'no-password']) {
    const claim = { user: { name, domain: { id: 'default' } }, password: 'right', remoteAddress: '127.0.0.1' };
    await t.rejects(checkPassword(parts, claim), { code: 'unauthorized', message: /^The request you have made requires authentication/ });
  }
  await t.rejects(checkPassword(parts, { user: { name: 'demo', domain: { name: 'no such domain' } }, password: 'x', remoteAddress: '' }), { code: 'unauthorized' });
  t.match(verified, [/^\$scrypt/, null, null, null, null]);
});
