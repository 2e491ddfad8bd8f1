import t from 'tap';
import { codeAt, fromBase32, matchingStep, stepOf } from '../../../region/identity/totp.ts';
import { unmetRules } from '../../../region/identity/second-factor.ts';
import { inProject, passwordLogin, startIdentityServer, tokenLogin, uniqueName } from './identity-server.ts';

const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const secret = Buffer.from('12345678901234567890');

void t.test('codes are those of RFC 6238, appendix B, and are good for their step and the next', (t) => {
  t.same(fromBase32(base32), secret);
  for (const text of ['', 'A1', '====']) t.equal(fromBase32(text), undefined, `"${text}" is no base32`);
  for (const [seconds, code] of [[59, '287082'], [1111111109, '081804'], [1234567890, '005924'], [20000000000, '353130']] as const) {
    const step = stepOf(seconds * 1000);
    t.equal(codeAt(secret, step), code);
    t.same([matchingStep(secret, code, seconds * 1000), matchingStep(secret, code, (seconds + 30) * 1000)], [step, step]);
    t.equal(matchingStep(secret, code, (seconds + 60) * 1000), undefined, 'it is over');
  }
  t.equal(matchingStep(secret, '', 59_000), undefined);
  t.end();
});

void t.test('a login has to pass all methods of one rule', (t) => {
  const rules = [['password', 'totp'], ['application_credential']];
  const unmet = (options: Record<string, unknown>, ...methods: string[]) => unmetRules({ options }, methods) !== undefined;
  t.same([unmet({}, 'password'), unmet({ multi_factor_auth_rules: [] }, 'password')], [false, false], 'without rules any method will do');
  const needs = { multi_factor_auth_rules: rules };
  t.same([unmet(needs, 'password'), unmet(needs, 'totp', 'token'), unmet(needs, 'password', 'totp', 'token'), unmet(needs, 'application_credential')], [true, true, false, false]);
  t.equal(unmet({ ...needs, multi_factor_auth_enabled: false }, 'password'), false);
  t.equal(unmet({ ...needs, multi_factor_auth_enabled: true }, 'password'), true);
  t.end();
});

void t.test('a user with a second factor logs in with both, at once or by a receipt', async (t) => {
  let nowMs = Date.now();
  const server = await startIdentityServer({ now: () => nowMs, passwordRules: { lockoutFailureAttempts: 100 } });
  t.teardown(() => server.stop());
  const { call, secrets } = server;
  const admin = await server.login('admin', secrets.admin?.password ?? '', inProject('admin'));
  const createUser = async (options: object) => {
    const name = uniqueName('two');
    const made = await call('POST', '/v3/users', { token: admin, body: { user: { name, password: 'pass', options } } });
    return { name, id: made.body['user']?.['id'] ?? '', status: made.status, message: made.body['error']?.['message'] };
  };
  const rules = [['password', 'totp']];
  const [user, other] = [await createUser({}), await createUser({ multi_factor_auth_rules: rules })];
  const earlier = await server.login(user.name, 'pass');
  t.equal((await call('PATCH', `/v3/users/${user.id}`, { token: admin, body: { user: { options: { multi_factor_auth_rules: rules, multi_factor_auth_enabled: true } } } })).status, 200);
  const credential = (blob: string) => call('POST', '/v3/credentials', { token: admin, body: { credential: { type: 'totp', blob, user_id: user.id } } });
  t.equal((await credential('no secret')).status, 400);
  t.equal((await credential(base32)).status, 201);

  const code = (): string => codeAt(secret, stepOf(nowMs));
  const login = (receipt: string | undefined, ...methods: ('password' | 'totp')[]) => {
    const named = { name: user.name, domain: { id: 'default' } };
    const parts = { password: { user: { ...named, password: 'pass' } }, totp: { user: { ...named, passcode: code() } } };
    const identity = { methods, ...Object.fromEntries(methods.map((method) => [method, parts[method]])) };
    return call('POST', '/v3/auth/tokens', { body: { auth: { identity } }, ...(receipt !== undefined && { receipt }) });
  };

  const half = await login(undefined, 'password');
  t.equal(half.status, 401);
  t.match(half.body, { receipt: { methods: ['password'], user: { id: user.id, name: user.name, domain: { id: 'default', name: 'Default' } }, expires_at: /Z$/ }, required_auth_methods: rules });
  const receipt = half.headers.get('Openstack-Auth-Receipt') ?? '';
  t.equal((await call('GET', '/v3/auth/tokens', { token: receipt, subject: receipt })).status, 401, 'a receipt is no token');
  const whole = await login(receipt, 'totp');
  t.equal(whole.status, 201);
  t.same([...(whole.body['token']?.['methods'] ?? [])].sort(), ['password', 'totp']);
  t.equal((await login(receipt, 'totp')).status, 401, 'a code is good once');
  nowMs += 30_000;
  const both = await login(undefined, 'password', 'totp');
  t.equal(both.status, 201);
  const token = both.headers.get('X-Subject-Token') ?? '';
  t.equal((await call('POST', '/v3/auth/tokens', { body: tokenLogin(token) })).status, 201, 'a token stands for the methods that it was made by');
  t.equal((await call('POST', '/v3/auth/tokens', { body: tokenLogin(earlier) })).status, 401, 'one from before the rule makes no others');

  const foreign = await call('POST', '/v3/auth/tokens', { body: passwordLogin(other.name, 'pass') });
  t.equal(foreign.status, 401);
  nowMs += 30_000;
  t.equal((await login(foreign.headers.get('Openstack-Auth-Receipt') ?? '', 'totp')).status, 401, "another's receipt");
  t.match(await login('nonsense', 'totp'), { status: 401, body: { error: { message: /receipt is expired or not valid/ } } });
  nowMs += 301_000;
  t.match(await login(receipt, 'totp'), { status: 401, body: { error: { message: /receipt is expired or not valid/ } } });
  const last = (await login(undefined, 'password')).headers.get('Openstack-Auth-Receipt') ?? '';
  await call('PATCH', `/v3/users/${user.id}`, { token: admin, body: { user: { password: 'pass' } } });
  t.equal((await login(last, 'totp')).status, 401, 'a new password ends receipts too');

  for (const odd of [[['password', 'oauth1']], [[]], [['token']], [['password', 'password']]]) {
    t.match(await createUser({ multi_factor_auth_rules: odd }), { status: 400, message: /The rule 0/ }, JSON.stringify(odd));
  }
  await call('PATCH', `/v3/users/${user.id}`, { token: admin, body: { user: { options: { multi_factor_auth_enabled: false } } } });
  t.equal((await login(undefined, 'password')).status, 201, 'rules that are switched off ask for nothing');
});
