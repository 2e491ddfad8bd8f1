/** The commands around servers against a whole region in process. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';
import { sampan } from '../sampan.ts';

void t.test('what is around servers, from the command line', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  const secrets = JSON.parse(await readFile(world.secretsFile, 'utf8')) as Record<string, { user: string; password: string; project: string }>;
  const cloudOf = (who: 'admin' | 'demo') => ({
    env: {
      OS_AUTH_URL: `${world.url}/identity/v3`, OS_USERNAME: secrets[who]?.user ?? '', OS_PASSWORD: secrets[who]?.password ?? '', OS_PROJECT_NAME: secrets[who]?.project ?? '',
      OS_USER_DOMAIN_ID: 'default', OS_PROJECT_DOMAIN_ID: 'default', SAMPAN_TOKEN_CACHE: 'off',
    },
  });
  const run = async (who: 'admin' | 'demo', line: string, options = {}): Promise<string> => {
    const ran = await sampan(cloudOf(who), line.split(' '), options);
    t.equal(ran.code, 0, `${line}: ${ran.err}`);
    return ran.out;
  };
  const json = async (who: 'admin' | 'demo', line: string): Promise<unknown> => JSON.parse(await run(who, `${line} -f json`));

  await t.test('keypairs', async (t) => {
    const folder = t.testdir({ 'old.pub': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkX3uzaHHhQBgmcpM4wTCKgpmUUNkqr9jYk0gJmNPvk me\n' });
    await run('demo', 'keypair create new --private-key new.pem', { cwd: folder });
    t.match(await readFile(join(folder, 'new.pem'), 'utf8'), /^-----BEGIN RSA PRIVATE KEY-----/);
    t.equal((await stat(join(folder, 'new.pem'))).mode & 0o777, 0o600);
    await run('demo', 'keypair create old --public-key old.pub', { cwd: folder });
    t.match(await run('demo', 'keypair create printed'), /PRIVATE KEY/);
    const twice = await sampan(cloudOf('demo'), ['keypair', 'create', 'again', '--private-key', 'new.pem'], { cwd: folder });
    t.match(twice, { code: 1, err: /Cannot write the private key to new\.pem: .*The keypair was not kept/ });
    t.match(await json('demo', 'keypair list'), [{ name: 'new' }, { name: 'old', fingerprint: /^[0-9a-f:]{47}$/ }, { name: 'printed' }]);
    t.match(await run('demo', 'keypair show old --public-key'), /^ssh-ed25519 \S+ me\n$/);
    await run('demo', 'keypair delete new old printed');
    t.same(await json('demo', 'keypair list'), []);
  });

  await t.test('flavors', async (t) => {
    t.match(await json('admin', 'flavor create own --memory 64 --swap 16 --private --property a=b'), { name: 'own', public: false, swap_mib: 16, properties: { a: 'b' } });
    t.equal((await sampan(cloudOf('demo'), ['flavor', 'show', 'own'])).code, 3);
    await run('admin', 'flavor set own --project demo --property c=d');
    t.match(await json('demo', 'flavor show own'), { properties: { a: 'b', c: 'd' } });
    await run('admin', 'flavor unset own --property a --project demo');
    t.same(((await json('admin', 'flavor show own')) as { properties: object }).properties, { c: 'd' });
    t.ok(((await json('admin', 'flavor list --all')) as { name: string }[]).some(({ name }) => name === 'own'));
    await run('admin', 'flavor delete own');
  });

  await t.test('aggregates, zones, hypervisors and services', async (t) => {
    t.match(await json('admin', 'aggregate create racks --zone east --property disk=ssd'), { id: 1, zone: 'east', metadata: { disk: 'ssd' } });
    await run('admin', 'aggregate add host racks host-1');
    await run('admin', 'aggregate set racks --name shelves --property net=fast');
    await run('admin', 'aggregate unset shelves disk');
    t.match(await json('admin', 'aggregate show shelves'), { hosts: ['host-1'], metadata: { net: 'fast', availability_zone: 'east' } });
    t.same(await json('demo', 'availability zone list'), [{ name: 'east', available: true }]);
    await run('admin', 'aggregate remove host 1 host-1');
    await run('admin', 'aggregate delete shelves');
    t.same(await json('admin', 'aggregate list'), []);
    t.match(await json('admin', 'hypervisor list'), [{ name: 'host-1', state: 'up', servers: 0 }]);
    t.match(await json('admin', 'hypervisor show host-1'), { id: 1, uptime: null });
    t.match(await json('admin', 'hypervisor stats show'), { hosts: 1, servers: 0 });
    await run('admin', 'compute service set host-1 --disable --reason repair');
    t.match(await json('admin', 'compute service list --service nova-compute'), [{ host: 'host-1', status: 'disabled', disabled_reason: 'repair' }]);
    await run('admin', 'compute service set host-1 --enable');
    t.equal((await sampan(cloudOf('admin'), ['compute', 'service', 'set', 'host-1', '--reason', 'x'])).code, 2);
  });

  await t.test('quotas, limits and usage', async (t) => {
    await run('admin', 'quota set demo --server-groups 3 --instances 4');
    t.match(await json('demo', 'quota show'), { instances: 4, server_groups: 3, key_pairs: 100 });
    t.match(await json('demo', 'limits'), [{ name: 'instances', limit: 4 }, {}, {}, { name: 'server_groups', used: 0, limit: 3 }]);
    await run('admin', 'quota delete demo');
    t.match(await json('demo', 'quota show'), { instances: 10, server_groups: 10 });
    t.match(await json('demo', 'usage show'), { server_hours: 0 });
    t.same(await json('admin', 'usage list --start 2026-11-01'), []);
    t.same(await json('demo', 'server group list'), []);
  });
});
