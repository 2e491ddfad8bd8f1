import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { openCloud } from '../../../client/sdk/open-cloud.ts';
import type { Cloud } from '../../../client/sdk/open-cloud.ts';
import { startFakeCloud } from '../fake-cloud.ts';

t.test('tokens between calls', async (t) => {
  const fake = await startFakeCloud();
  t.teardown(() => fake.stop());

  const withCache = async (t: Test): Promise<{ open: (more?: Record<string, string>) => Promise<Cloud>; tokens: string }> => {
    const dir = await mkdtemp(join(tmpdir(), 'sampan-tokens-'));
    const opened: Cloud[] = [];
    t.teardown(async () => {
      opened.forEach((cloud) => cloud.close());
      await rm(dir, { recursive: true, force: true });
    });
    return {
      tokens: join(dir, 'sampan', 'tokens'),
      async open(more = {}) {
        const cloud = await openCloud({ env: { ...fake.env, XDG_CACHE_HOME: dir, ...more }, cwd: '/nonexistent', cacheTokens: true });
        opened.push(cloud);
        return cloud;
      },
    };
  };
  const list = async (cloud: Cloud): Promise<number> => (await cloud.compute.call('listFlavorsDetail', { query: {} })).status;

  await t.test('a password is checked once, and the file is its owner\'s alone', async (t) => {
    const { open, tokens } = await withCache(t);
    const before = fake.identity.logins();
    await list(await open());
    await list(await open());
    t.equal(fake.identity.logins(), before + 1);
    const [file = ''] = await readdir(tokens);
    t.equal((await stat(join(tokens, file))).mode & 0o777, 0o600);
    t.equal((await stat(tokens)).mode & 0o777, 0o700);
    t.notMatch(await readFile(join(tokens, file), 'utf8'), /wonderland/);
  });

  await t.test('calls that come at once share one login', async (t) => {
    const { open } = await withCache(t);
    const before = fake.identity.logins();
    const cloud = await open();
    await Promise.all([list(cloud), list(cloud), cloud.auth()]);
    t.equal(fake.identity.logins(), before + 1);
  });

  await t.test('another password or project never gets this token', async (t) => {
    const { open } = await withCache(t);
    await list(await open());
    await t.rejects(list(await open({ OS_PASSWORD: 'guess' })), { code: 'unauthorized' });
    const before = fake.identity.logins();
    await list(await open({ OS_PROJECT_NAME: 'shop' }));
    t.equal(fake.identity.logins(), before + 1);
  });

  await t.test('a torn file, an old token and a revoked one are made good by a new login', async (t) => {
    const { open, tokens } = await withCache(t);
    await list(await open());
    const file = join(tokens, (await readdir(tokens))[0] ?? '');
    await writeFile(file, '{"token": "x');
    t.equal(await list(await open()), 200, 'torn');

    const kept = JSON.parse(await readFile(file, 'utf8')) as { token: string; body: { expires_at: string } };
    await writeFile(file, JSON.stringify({ ...kept, body: { ...kept.body, expires_at: '2020-01-01T00:00:00Z' } }));
    const before = fake.identity.logins();
    t.equal(await list(await open()), 200, 'old');
    t.equal(fake.identity.logins(), before + 1);

    fake.identity.revokeAll();
    t.equal(await list(await open()), 200, 'revoked');
    t.equal(fake.identity.logins(), before + 2);
    await list(await open());
    t.equal(fake.identity.logins(), before + 2, 'and the new one is kept');
  });

  await t.test('a token that ends soon is not used', async (t) => {
    const { open } = await withCache(t);
    fake.identity.tokenLifeS = 2;
    const cloud = await open();
    const first = (await cloud.auth()).token;
    await new Promise((resolve) => setTimeout(resolve, 1700));
    t.not((await cloud.auth()).token, first);
    fake.identity.tokenLifeS = 3600;
  });

  await t.test('a cache that cannot be written is no hindrance', async (t) => {
    const { open } = await withCache(t);
    t.equal(await list(await open({ XDG_CACHE_HOME: '/dev/null' })), 200);
  });

  await t.test('a revoked token is forgotten', async (t) => {
    const { open, tokens } = await withCache(t);
    const cloud = await open();
    await cloud.auth();
    await cloud.forget();
    t.same(await readdir(tokens), []);
  });
});
