import t from 'tap';
import { inProject, startIdentityServer, tokenLogin, uniqueName } from './identity-server.ts';

void t.test('users', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const create = (user: unknown) => call('POST', '/v3/users', { token, body: { user } });
  const makeUser = async (password = 'pw'): Promise<{ id: string; name: string }> => {
    const name = uniqueName('user');
    return { name, id: (await create({ name, password })).body['user']?.['id'] ?? '' };
  };

  await t.test('a user is made, shown, found, changed and deleted, and its password never shown', async (t) => {
    const name = uniqueName('u');
    const made = await create({ name, password: 'pw', email: 'a@b.c', options: {} });
    t.equal(made.status, 201);
    const id = made.body['user']?.['id'] ?? '';
    t.same(made.body, {
      user: {
        ...{ id, name, domain_id: 'default', enabled: true, email: 'a@b.c', password_expires_at: null, options: {} },
        links: { self: `${server.url}/identity/v3/users/${id}` },
      },
    });
    t.same((await call('GET', `/v3/users/${id}`, { token })).body, made.body);
    t.match((await call('GET', `/v3/users?name=${name}`, { token })).body, { users: [{ id }], links: { next: null } });
    const changed = await call('PATCH', `/v3/users/${id}`, { token, body: { user: { description: 'd', email: null, default_project_id: 'x' } } });
    t.match(changed, { status: 200, body: { user: { description: 'd', default_project_id: 'x' } } });
    t.equal(changed.body['user']?.['email'], undefined);
    t.equal((await call('DELETE', `/v3/users/${id}`, { token })).status, 204);
    for (const method of ['GET', 'DELETE']) {
      t.match(await call(method, `/v3/users/${id}`, { token }), { status: 404, body: { error: { message: `Could not find user: ${id}.` } } });
    }
    t.equal((await create({ name, password: 'pw' })).status, 201, 'the name is free again');
  });

  await t.test('a second user of a name is 409, and an unknown domain 404', async (t) => {
    t.match(await create({ name: 'demo', password: 'x' }), { status: 409, body: { error: { message: /Duplicate entry found with name demo at domain ID default/ } } });
    const { id } = await makeUser();
    t.equal((await call('PATCH', `/v3/users/${id}`, { token, body: { user: { name: 'demo' } } })).status, 409);
    t.equal((await create({ name: uniqueName('u'), domain_id: 'nowhere' })).status, 404);
    t.match(await create({ name: ' ', password: 'do not echo me' }), { status: 400, body: { error: { message: /name/ } } });
  });

  await t.test('a refused password is not repeated in the message', async (t) => {
    const answer = await create({ name: uniqueName('u'), password: 'S3cret'.repeat(200) });
    t.equal(answer.status, 400);
    t.notMatch(JSON.stringify(answer.body), /S3cret/);
  });

  await t.test('a user without a password cannot log in until it has one', async (t) => {
    const name = uniqueName('u');
    const id = (await create({ name })).body['user']?.['id'] ?? '';
    await t.rejects(server.login(name, ''), /401/);
    t.equal((await call('PATCH', `/v3/users/${id}`, { token, body: { user: { password: 'pw' } } })).status, 200);
    t.type(await server.login(name, 'pw'), 'string');
  });

  await t.test('a new password, disabling and deleting each revoke the user\'s tokens', async (t) => {
    for (const change of [{ password: 'other' }, { enabled: false }]) {
      const { id, name } = await makeUser();
      const own = await server.login(name, 'pw');
      t.equal((await call('GET', `/v3/users/${id}`, { token: own })).status, 200);
      await call('PATCH', `/v3/users/${id}`, { token, body: { user: { description: 'no matter' } } });
      t.equal((await call('GET', `/v3/users/${id}`, { token: own })).status, 200);
      await call('PATCH', `/v3/users/${id}`, { token, body: { user: change } });
      t.equal((await call('GET', `/v3/users/${id}`, { token: own })).status, 401);
      await t.rejects(server.login(name, 'pw'), /401/);
    }
    const { id, name } = await makeUser();
    const own = await server.login(name, 'pw');
    await call('DELETE', `/v3/users/${id}`, { token });
    t.equal((await call('GET', `/v3/users/${id}`, { token: own })).status, 401);
    await t.rejects(server.login(name, 'pw'), /401/);
  });

  await t.test('a user sees itself and its projects, and nobody else', async (t) => {
    const demo = await server.login('demo', server.secrets.demo?.password ?? '', inProject('demo'));
    const self = (await server.identity.verifier.verify(demo)).userId;
    const other = (await makeUser()).id;
    t.match(await call('GET', `/v3/users/${self}`, { token: demo }), { status: 200, body: { user: { name: 'demo' } } });
    t.match(await call('GET', `/v3/users/${self}/projects`, { token: demo }), { status: 200, body: { projects: [{ name: 'demo' }] } });
    t.match(await call('GET', `/v3/users/${other}`, { token: demo }), { status: 403, body: { error: { message: /identity:get_user/ } } });
    t.equal((await call('GET', `/v3/users/${other}/projects`, { token: demo })).status, 403);
    for (const [method, path, body] of [['GET', '/v3/users'], ['POST', '/v3/users', { user: { name: 'x' } }], ['DELETE', `/v3/users/${self}`]] as const) {
      t.equal((await call(method, path, { token: demo, ...(body && { body }) })).status, 403);
    }
    t.equal((await call('GET', '/v3/users/nobody/projects', { token })).status, 404);
  });
});

void t.test('who has not logged in for too long is disabled until somebody enables him again', async (t) => {
  let nowMs = Date.parse('2026-11-01T12:00:00Z');
  const server = await startIdentityServer({ now: () => nowMs, passwordRules: { inactiveAfterDays: 90 } });
  t.teardown(() => server.stop());
  const { call } = server;
  const admin = () => server.login('admin', server.secrets.admin?.password ?? '', inProject('admin'));
  const makeUser = async (options = {}): Promise<{ id: string; name: string }> => {
    const name = uniqueName('away');
    const answer = await call('POST', '/v3/users', { token: await admin(), body: { user: { name, password: 'pass', options } } });
    return { name, id: answer.body['user']?.['id'] ?? '' };
  };
  const [often, never, exempt] = [await makeUser(), await makeUser(), await makeUser({ ignore_user_inactivity: true })];
  const loggedIn = async (): Promise<boolean[]> => Promise.all([often, never, exempt].map(({ name }) => server.login(name, 'pass').then(() => true, () => false)));
  const days = (count: number): void => void (nowMs += count * 86_400_000);
  days(89);
  await server.login(often.name, 'pass');
  await admin();
  days(1);
  t.same(await loggedIn(), [true, false, true]);
  const shown = async (id: string) => (await call('GET', `/v3/users/${id}`, { token: await admin() })).body['user']?.['enabled'];
  t.same([await shown(often.id), await shown(never.id), await shown(exempt.id)], [true, false, true]);
  const listed = async (enabled: boolean) => {
    const users = (await call('GET', `/v3/users?enabled=${enabled}`, { token: await admin() })).body['users'] ?? [];
    return [often, never, exempt].map(({ id }) => users.some((user) => user['id'] === id));
  };
  t.same([await listed(true), await listed(false)], [[true, false, true], [false, true, false]], 'filters agree with what is shown');
  await call('PATCH', `/v3/users/${never.id}`, { token: await admin(), body: { user: { enabled: true } } });
  t.same(await loggedIn(), [true, true, true]);
  const last = await server.login(never.name, 'pass');
  await server.db('users').where({ id: never.id }).update({ last_active_on: '2026-01-01' });
  await call('PATCH', `/v3/users/${often.id}`, { token: await admin(), body: { user: { description: 'so that facts are read anew' } } });
  t.equal((await call('POST', '/v3/auth/tokens', { body: tokenLogin(last) })).status, 401, 'nor does a token make another');
});

void t.test('password rules', async (t) => {
  let nowMs = Date.now();
  const server = await startIdentityServer({ now: () => nowMs, passwordRules: { expiresAfterDays: 30 } });
  t.teardown(() => server.stop());
  const { call } = server;
  const admin = () => server.login('admin', server.secrets.admin?.password ?? '');
  const makeUser = async (options = {}): Promise<{ id: string; name: string }> => {
    const name = uniqueName('user');
    const answer = await call('POST', '/v3/users', { token: await admin(), body: { user: { name, password: 'first', options } } });
    return { name, id: answer.body['user']?.['id'] ?? '' };
  };
  const tries = async (name: string, password: string): Promise<boolean> => server.login(name, password).then(() => true, () => false);
  const change = (id: string, original: string, password: string) => call('POST', `/v3/users/${id}/password`, { body: { user: { original_password: original, password } } });

  await t.test('three failures lock an account for five seconds, and failures while it is locked prolong nothing', async (t) => {
    const { name } = await makeUser();
    for (let attempt = 0; attempt < 3; attempt += 1) t.equal(await tries(name, 'wrong'), false);
    t.equal(await tries(name, 'first'), false, 'locked');
    nowMs += 4000;
    t.equal(await tries(name, 'wrong'), false);
    t.equal(await tries(name, 'first'), false, 'still locked');
    nowMs += 1500;
    t.equal(await tries(name, 'wrong'), false);
    t.equal(await tries(name, 'first'), true, 'one failure after the lock does not lock again');
  });

  await t.test('a success forgives the failures before it', async (t) => {
    const { name } = await makeUser();
    for (const password of ['wrong', 'wrong', 'first', 'wrong', 'wrong']) await tries(name, password);
    t.equal(await tries(name, 'first'), true);
  });

  await t.test('an account can be exempt from locking', async (t) => {
    const { name } = await makeUser({ ignore_lockout_failure_attempts: true });
    for (let attempt = 0; attempt < 4; attempt += 1) await tries(name, 'wrong');
    t.equal(await tries(name, 'first'), true);
  });

  await t.test('the last two passwords are not taken again', async (t) => {
    const { id, name } = await makeUser();
    t.equal((await change(id, 'first', 'first')).status, 400);
    t.equal((await change(id, 'first', 'second')).status, 204);
    t.match(await change(id, 'second', 'first'), { status: 400, body: { error: { message: /identical to a previous password/ } } });
    t.equal((await change(id, 'second', 'third')).status, 204);
    t.equal((await change(id, 'third', 'first')).status, 204);
    t.equal(await tries(name, 'first'), true);
  });

  await t.test('an expired password is good for its change alone', async (t) => {
    const { id, name } = await makeUser();
    const exempt = await makeUser({ ignore_password_expiry: true });
    const shown = (await call('GET', `/v3/users/${id}`, { token: await admin() })).body['user']?.['password_expires_at'] ?? '';
    t.match(shown, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000Z$/);
    const found = async (query: string): Promise<boolean> => ((await call('GET', `/v3/users?password_expires_at=${query}`, { token: await admin() })).body['users'] ?? []).some((one) => one['id'] === id);
    const later = new Date(nowMs + 31 * 86_400_000).toISOString();
    t.equal(await found(`lt:${later}`), true);
    t.equal(await found(`gt:${later}`), false);
    t.equal((await call('GET', '/v3/users?password_expires_at=soon', { token: await admin() })).status, 400);
    nowMs += 31 * 86_400_000;
    await t.rejects(server.login(name, 'first'), /401.*expired/);
    await t.rejects(server.login(name, 'wrong'), /401(?!.*expired)/);
    t.equal(await tries(exempt.name, 'first'), true);
    t.equal((await change(id, 'first', 'second')).status, 204);
    t.equal(await tries(name, 'second'), true);
  });

  await t.test('a locked password is changed by administrators only', async (t) => {
    const { id } = await makeUser({ lock_password: true });
    t.equal((await change(id, 'first', 'second')).status, 403);
  });

  await t.test('an option is taken away by null', async (t) => {
    const { id } = await makeUser({ lock_password: true });
    const answer = await call('PATCH', `/v3/users/${id}`, { token: await admin(), body: { user: { options: { lock_password: null } } } });
    t.same(answer.body['user']?.['options'], {});
    t.equal((await call('PATCH', `/v3/users/${id}`, { token: await admin(), body: { user: { options: { lock_password: 'yes' } } } })).status, 400);
  });
});
