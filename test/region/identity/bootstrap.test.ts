import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import t from 'tap';
import type { Test } from 'tap';
import type { Db } from '../../../openapi/serve/db.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { listGrants } from '../../../region/identity/assignment-store.ts';
import { composeIdentity } from '../../../region/identity/compose-identity.ts';
import type { Identity } from '../../../region/identity/identity.ts';
import { createPasswordHasher } from '../../../region/identity/password-hash.ts';
import { listProjects } from '../../../region/identity/project-store.ts';
import { listRoles } from '../../../region/identity/role-store.ts';
import { readSecrets } from '../../../region/identity/secrets-file.ts';
import type { Login } from '../../../region/identity/secrets-file.ts';
import { findUser, listUsers } from '../../../region/identity/user-store.ts';
import { forEachRegionDatabase } from '../store-world.ts';

const hasher = createPasswordHasher({ costLog2: 10 });

interface Started {
  identity: Identity;
  warnings(): string[];
}

async function startRegion(t: Test, db: Db, secretsFile: string, publicUrl = 'http://region:8770'): Promise<Started> {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ service: 'region', destination });
  const config = { regionName: 'RegionOne', publicUrl, imageUrl: 'http://image:8771', secretsFile, tokenTtlS: 3600 };
  const identity = composeIdentity({ db, config, log, hasher });
  await identity.start();
  t.teardown(() => identity.stop());
  return { identity, warnings: () => lines.filter((line) => line.includes('"level":"warn"')) };
}

async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-bootstrap-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const fits = async (db: Db, login: Login | undefined): Promise<boolean> => {
  const user = login && (await findUser(db, { name: login.user, domainId: 'default' }));
  return user !== undefined && hasher.verify(login?.password ?? '', user.passwordHash);
};

await forEachRegionDatabase(t, 'the first start makes domain, projects, roles and users', async (t, db) => {
  const secretsFile = join(await temporaryFolder(t), 'state', 'secrets.json');
  const { warnings } = await startRegion(t, db, secretsFile);
  t.same((await listProjects(db)).map(({ name }) => name), ['admin', 'demo', 'service']);
  t.same((await listRoles(db)).map(({ name }) => name), ['admin', 'host', 'manager', 'member', 'reader', 'service']);
  t.same((await listUsers(db)).map(({ name }) => name), ['admin', 'demo', 'sampan-image', 'sampan-region']);
  t.match((await listProjects(db))[0]?.id, /^[0-9a-f]{32}$/);
  const names = new Map([...(await listUsers(db)), ...(await listProjects(db)), ...(await listRoles(db))].map(({ id, name }) => [id, name]));
  const given = (await listGrants(db)).map(({ actor, scope, roleId }) => `${names.get(actor.id)} ${names.get(roleId)} ${names.get(scope.id) ?? scope.kind}`);
  t.same(given.sort(), [
    'admin admin admin',
    'admin admin system',
    'demo member demo',
    'sampan-image service service',
    'sampan-region service service',
  ]);
  t.same(warnings(), []);
});

await forEachRegionDatabase(t, 'the secrets file holds working passwords for its owner alone', async (t, db) => {
  const folder = await temporaryFolder(t);
  const secretsFile = join(folder, 'secrets.json');
  await startRegion(t, db, secretsFile);
  t.equal((await stat(secretsFile)).mode & 0o777, 0o600);
  t.same(await readdir(folder), ['secrets.json'], 'no temporary file stays');
  const secrets = await readSecrets(secretsFile);
  t.match(secrets, { auth_url: 'http://region:8770/identity/v3', region: 'RegionOne', admin: { user: 'admin', project: 'admin', domain: 'Default' } });
  const logins = [secrets?.admin, secrets?.demo, ...Object.values(secrets?.services ?? {})];
  t.equal(logins.length, 4);
  t.equal(new Set(logins.map((login) => login?.password)).size, 4);
  for (const login of logins) {
    t.ok((login?.password.length ?? 0) >= 24);
    t.equal(await fits(db, login), true, login?.user ?? '');
  }
});

await forEachRegionDatabase(t, 'another start changes nothing but the address', async (t, db) => {
  const secretsFile = join(await temporaryFolder(t), 'secrets.json');
  const first = await startRegion(t, db, secretsFile);
  const before = await readSecrets(secretsFile);
  const token = await first.identity.serviceToken();
  const second = await startRegion(t, db, secretsFile, 'http://elsewhere:1');
  t.same(await readSecrets(secretsFile), { ...before, auth_url: 'http://elsewhere:1/identity/v3' });
  t.equal((await stat(secretsFile)).mode & 0o777, 0o600);
  t.equal((await listUsers(db)).length, 4);
  t.match(await second.identity.verifier.verify(token), { userName: 'sampan-region' });
  t.same(second.warnings(), []);
});

await forEachRegionDatabase(t, 'two processes that start at the same time bootstrap once', async (t, db, database) => {
  const otherDb = database.open();
  t.teardown(() => otherDb.destroy());
  const secretsFile = join(await temporaryFolder(t), 'secrets.json');
  const [one, two] = await Promise.all([startRegion(t, db, secretsFile), startRegion(t, otherDb, secretsFile)]);
  t.equal((await listUsers(db)).length, 4);
  t.equal(await fits(db, (await readSecrets(secretsFile))?.admin), true);
  t.match(await two.identity.verifier.verify(await one.identity.serviceToken()), { userName: 'sampan-region' });
  const forOneHost = await one.identity.serviceToken('a-host');
  t.equal(await one.identity.serviceToken('a-host'), forOneHost, 'kept while it is fresh');
  await t.rejects(one.identity.verifier.verify(forOneHost), { code: 'unauthorized' }, 'what a host was shown is of no use at the region');
  t.same([...one.warnings(), ...two.warnings()], []);
});

await forEachRegionDatabase(t, 'a crash between the file and the database loses no password', async (t, db, database) => {
  const secretsFile = join(await temporaryFolder(t), 'secrets.json');
  const crashed = database.open();
  // Reads work and the first write does not: the process got as far as the file.
  const crashing = new Proxy(crashed, {
    get: (target, key) => (key === 'transaction' ? () => Promise.reject(new Error('killed')) : Reflect.get(target, key) as unknown),
  });
  await t.rejects(startRegion(t, crashing, secretsFile), /killed/);
  await crashed.destroy();
  t.equal((await listUsers(db)).length, 0);
  const before = await readSecrets(secretsFile);
  await startRegion(t, db, secretsFile);
  t.same(await readSecrets(secretsFile), before);
  t.equal(await fits(db, before?.demo), true);
});

await forEachRegionDatabase(t, 'a lost secrets file is said, and the region works on', async (t, db) => {
  const secretsFile = join(await temporaryFolder(t), 'secrets.json');
  const first = await startRegion(t, db, secretsFile);
  const lost = await readSecrets(secretsFile);
  const oldToken = await first.identity.serviceToken();
  await rm(secretsFile);
  const { identity, warnings } = await startRegion(t, db, secretsFile);
  t.equal(warnings().length, 1);
  t.match(warnings()[0], /resetAdminPassword/);
  t.match(await identity.verifier.verify(oldToken), { userName: 'sampan-region' }, 'old tokens stay valid');
  t.match(await identity.verifier.verify(await identity.serviceToken()), { userName: 'sampan-region' }, 'new ones are signed');
  t.equal(await fits(db, lost?.admin), true, 'old passwords stay valid');

  await identity.resetAdminPassword();
  const found = await readSecrets(secretsFile);
  t.equal(await fits(db, lost?.admin), false);
  for (const login of [found?.admin, found?.demo, ...Object.values(found?.services ?? {})]) t.equal(await fits(db, login), true, login?.user ?? '');
  t.same((await startRegion(t, db, secretsFile)).warnings(), []);
});

await forEachRegionDatabase(t, 'resetting changes admin alone while the file holds the others', async (t, db) => {
  const secretsFile = join(await temporaryFolder(t), 'secrets.json');
  const { identity } = await startRegion(t, db, secretsFile);
  const before = await readSecrets(secretsFile);
  await identity.resetAdminPassword();
  const after = await readSecrets(secretsFile);
  t.not(after?.admin?.password, before?.admin?.password);
  t.same({ ...after, admin: null }, { ...before, admin: null });
  t.equal(await fits(db, after?.admin), true);
});

await forEachRegionDatabase(t, 'the file of another installation is said', async (t, db, database) => {
  const folder = await temporaryFolder(t);
  await startRegion(t, db, join(folder, 'one.json'));
  const otherDb = database.open();
  t.teardown(() => otherDb.destroy());
  const secrets = await readSecrets(join(folder, 'one.json'));
  const strange = { ...secrets, services: { 'sampan-region': { user: 'sampan-region', password: 'x', project: 'service', domain: 'Default' } } };
  await writeFile(join(folder, 'two.json'), JSON.stringify(strange), { mode: 0o600 });
  const { warnings } = await startRegion(t, otherDb, join(folder, 'two.json'));
  t.match(warnings()[0], /another installation/);
});

await forEachRegionDatabase(t, 'a file that others can read is closed, and a damaged one is refused without quoting it', async (t, db) => {
  const secretsFile = join(await temporaryFolder(t), 'secrets.json');
  await startRegion(t, db, secretsFile);
  await chmod(secretsFile, 0o644);
  const { warnings } = await startRegion(t, db, secretsFile);
  t.equal((await stat(secretsFile)).mode & 0o777, 0o600);
  t.match(warnings()[0], /access to the secrets file/);
  const text = await readFile(secretsFile, 'utf8');
  await writeFile(secretsFile, text.slice(0, -20));
  const error: unknown = await startRegion(t, db, secretsFile).then(() => undefined, (reason: unknown) => reason);
  t.match(error, { message: /secrets file .* is damaged/ });
  t.notMatch(String((error as Error).cause), /password/);
});
