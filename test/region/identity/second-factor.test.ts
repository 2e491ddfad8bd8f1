import t from 'tap';
import { codeAt, fromBase32, matchingStep, stepOf } from '../../../region/identity/totp.ts';
import { unmetRules } from '../../../region/identity/second-factor.ts';
import { inProject, passwordLogin, startIdentityServer, tokenLogin, uniqueName } from './identity-server.ts';
import type { Loose } from './identity-server.ts';

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

void t.test('parts of a login leave the limits of a token, and what was guessed wrong, as they are', async (t) => {
  let nowMs = Date.now();
  const server = await startIdentityServer({ now: () => nowMs, passwordRules: { lockoutFailureAttempts: 100 } });
  t.teardown(() => server.stop());
  const { call, secrets } = server;
  const password = secrets.demo?.password ?? '';
  const [admin, earlier] = [await server.login('admin', secrets.admin?.password ?? '', inProject('admin')), await server.login('demo', password, inProject('demo'))];
  const { userId: id } = await server.identity.verifier.verify(earlier);
  const made = await call('POST', `/v3/users/${id}/application_credentials`, { token: earlier, body: { application_credential: { name: 'ci', unrestricted: true } } });
  const { id: credentialId, secret: credentialSecret } = made.body['application_credential'] ?? ({} as Loose);
  await call('POST', '/v3/credentials', { token: admin, body: { credential: { type: 'totp', blob: base32, user_id: id } } });
  const rules = [['application_credential', 'totp'], ['password', 'totp']];
  t.equal((await call('PATCH', `/v3/users/${id}`, { token: admin, body: { user: { options: { multi_factor_auth_rules: rules } } } })).status, 200);
  const login = (receipt: string | undefined, methods: string[], passcode = codeAt(secret, stepOf(nowMs))) => {
    const parts: Record<string, object> = {
      password: { user: { id, password } }, totp: { user: { id, passcode } }, token: { id: earlier }, application_credential: { id: credentialId, secret: credentialSecret },
    };
    const identity = { methods, ...Object.fromEntries(methods.map((method) => [method, parts[method]])) };
    return call('POST', '/v3/auth/tokens', { body: { auth: { identity } }, ...(receipt !== undefined && { receipt }) });
  };
  const receiptOf = ({ headers }: Awaited<ReturnType<typeof call>>): string => headers.get('Openstack-Auth-Receipt') ?? '';

  for (const method of ['application_credential', 'token']) {
    const half = await login(undefined, [method]);
    t.match(half, { status: 401, body: { receipt: { methods: [] } } }, `${method} is no part of a receipt`);
    nowMs += 30_000;
    t.equal((await login(receiptOf(half), ['totp'])).status, 401, 'so the rest alone makes no token without its limits');
  }
  nowMs += 30_000;
  const code = await login(undefined, ['totp']);
  t.match(await login(receiptOf(code), ['application_credential']), { status: 201, body: { token: { application_credential: { id: credentialId } } } });

  const state = async () => (await server.db('users').where({ id }).first('failed_logins', 'last_active_on')) as unknown;
  const untouched = { failed_logins: 3, last_active_on: '2026-01-01' };
  await server.db('users').where({ id }).update({ failed_logins: 2, last_active_on: '2026-01-01' });
  t.equal((await login(undefined, ['totp'], '000000x')).status, 401);
  for (const methods of [['password'], ['application_credential']]) t.equal((await login(undefined, methods)).status, 401);
  t.same(await state(), untouched, 'half a login forgives nothing and is no activity');
  nowMs += 30_000;
  t.equal((await login(undefined, ['password', 'totp'])).status, 201);
  t.same(await state(), { failed_logins: 0, last_active_on: new Date(nowMs).toISOString().slice(0, 10) });
  await server.db('users').where({ id }).update(untouched);
  t.equal((await call('POST', `/v3/users/${id}/password`, { body: { user: { original_password: password, password: 'quite another' } } })).status, 204);
  t.same(await state(), untouched, 'nor does a change of the password, which is but one factor');
});
