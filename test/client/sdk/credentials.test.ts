import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readCredentials } from '../../../client/sdk/credentials.ts';
import type { Credentials } from '../../../client/sdk/credentials.ts';

const env = { OS_AUTH_URL: 'http://cloud/identity/v3/', OS_USERNAME: 'anna', OS_PASSWORD: 'secret' };
const nowhere = { cwd: '/nonexistent', systemDir: '/nonexistent' };

t.test('the environment alone is enough', async (t) => {
  t.same(await readCredentials({ env: { ...env, OS_PROJECT_NAME: 'shop', OS_PROJECT_DOMAIN_NAME: 'Firm', OS_USER_DOMAIN_ID: 'd1', OS_REGION_NAME: 'R' }, ...nowhere }), {
    authUrl: 'http://cloud/identity/v3',
    userName: 'anna',
    password: 'secret',
    userDomain: { id: 'd1' },
    scope: { projectName: 'shop', projectDomain: { name: 'Firm' } },
    regionName: 'R',
    interface: 'public',
  });
});

t.test('domains are the default one unless said otherwise, and an id goes before a name', async (t) => {
  const found = await readCredentials({ env: { ...env, OS_PROJECT_ID: 'p1' }, ...nowhere });
  t.same(found.userDomain, { id: 'default' });
  t.same(found.scope, { projectId: 'p1' });
  t.same((await readCredentials({ env, ...nowhere })).scope, { unscoped: true });
  t.same((await readCredentials({ env: { ...env, OS_SYSTEM_SCOPE: 'all' }, ...nowhere })).scope, { system: true });
});

t.test('a token serves when there is no password, or when it is asked for', async (t) => {
  const token = { ...env, OS_TOKEN: 'tok' };
  t.match(await readCredentials({ env: token, ...nowhere }), { password: 'secret', token: undefined });
  t.match(await readCredentials({ env: { ...token, OS_AUTH_TYPE: 'v3token' }, ...nowhere }), { token: 'tok', password: undefined });
  t.match(await readCredentials({ env: { ...token, OS_PASSWORD: '' }, ...nowhere }), { token: 'tok' });
});

t.test('everything that is missing is named at once', async (t) => {
  await t.rejects(readCredentials({ env: {}, ...nowhere }), { message: /OS_AUTH_URL, OS_USERNAME, OS_PASSWORD not set/ });
});

t.test('an unknown interface is refused', async (t) => {
  await t.rejects(readCredentials({ env: { ...env, OS_INTERFACE: 'outer' }, ...nowhere }), { message: /outer is unknown: it is public, internal or admin/ });
  t.equal((await readCredentials({ env: { ...env, OS_INTERFACE: 'internalURL' }, ...nowhere })).interface, 'internal');
});

t.test('clouds.yaml', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'sampan-clouds-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const places = { work: join(dir, 'work'), home: join(dir, 'home'), system: join(dir, 'system') };
  const userDir = join(places.home, '.config', 'openstack');
  for (const place of [places.work, userDir, places.system]) await mkdir(place, { recursive: true });
  const cloudsYaml = (user: string, more = ''): string =>
    `clouds:\n  c1:\n    auth:\n      auth_url: http://cloud/identity/v3\n      username: ${user}\n      project_name: shop\n${more}    region_name: FromFile\n`;
  const read = (more: Record<string, string> = {}, overrides = {}): Promise<Credentials> =>
    readCredentials({ env: { HOME: places.home, OS_CLOUD: 'c1', ...more }, cwd: places.work, systemDir: places.system, overrides });

  await t.test('the nearest file counts: the folder, the user\'s, the system\'s', async (t) => {
    await writeFile(join(places.system, 'clouds.yaml'), cloudsYaml('system', '      password: p\n'));
    t.equal((await read()).userName, 'system');
    await writeFile(join(userDir, 'clouds.yaml'), cloudsYaml('user', '      password: p\n'));
    t.equal((await read()).userName, 'user');
    await writeFile(join(places.work, 'clouds.yaml'), cloudsYaml('work', '      password: p\n'));
    t.equal((await read()).userName, 'work');
    await writeFile(join(dir, 'given.yaml'), cloudsYaml('given', '      password: p\n'));
    t.equal((await read({ OS_CLIENT_CONFIG_FILE: join(dir, 'given.yaml') })).userName, 'given');
  });

  await t.test('secure.yaml is laid over it', async (t) => {
    await writeFile(join(places.work, 'clouds.yaml'), cloudsYaml('work'));
    await writeFile(join(userDir, 'secure.yaml'), 'clouds:\n  c1:\n    auth:\n      password: from-secure\n');
    t.match(await read(), { userName: 'work', password: 'from-secure', regionName: 'FromFile' });
  });

  await t.test('the environment beats the file, and what is given beats both', async (t) => {
    t.match(await read({ OS_USERNAME: 'env', OS_REGION_NAME: 'FromEnv' }), { userName: 'env', regionName: 'FromEnv' });
    t.match(await read({ OS_USERNAME: 'env' }, { userName: 'given', regionName: 'Given' }), { userName: 'given', regionName: 'Given' });
    t.same((await read({}, { projectId: 'p9' })).scope, { projectId: 'p9' }, 'a project by id takes the place of one by name');
    t.match((await read({ OS_PROJECT_ID: 'p9' }, { projectName: 'lab' })).scope, { projectName: 'lab' });
  });

  await t.test('an unknown cloud names those that there are', async (t) => {
    await t.rejects(read({}, { cloud: 'c2' }), { message: /clouds\.yaml does not have it\. It has: c1\./ });
  });

  await t.test('no file at all names the places', async (t) => {
    await t.rejects(readCredentials({ env: { OS_CLOUD: 'c1' }, ...nowhere }), { message: /no clouds\.yaml in \/nonexistent/ });
  });

  await t.test('a torn file is told by its line, without its text', async (t) => {
    await writeFile(join(places.work, 'clouds.yaml'), 'clouds:\n  c1: {password: hush\n');
    const error = await read().then(() => undefined, (caught: unknown) => caught as Error);
    t.match(error?.message, /is not YAML \(line \d\)/);
    t.notMatch(error?.message, /hush/);
  });
});
