import t from 'tap';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkX3uzaHHhQBgmcpM4wTCKgpmUUNkqr9jYk0gJmNPvk someone@example';

void t.test('keypairs are made, imported, shown and deleted, and nobody sees those of another', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const demo = rawCompute(world, world.demo);
  const admin = rawCompute(world, world.admin);
  const made = await demo('POST', '/os-keypairs', { keypair: { name: 'made' } });
  t.equal(made.status, 200);
  t.match(made.body, { keypair: { name: 'made', public_key: /^ssh-rsa /, private_key: /^-----BEGIN RSA PRIVATE KEY-----/, fingerprint: /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/ } });
  const imported = await demo('POST', '/os-keypairs', { keypair: { name: 'imported', public_key: line } });
  t.notOk('private_key' in (imported.body as { keypair: object }).keypair);
  t.match((await demo('GET', '/os-keypairs/made')).body, { keypair: { id: 1, deleted: false, updated_at: null, created_at: /^\d{4}-.*\.\d{6}$/ } });
  t.match((await demo('GET', '/os-keypairs')).body, { keypairs: [{ keypair: { name: 'imported' } }, { keypair: { name: 'made' } }] });
  t.notMatch(JSON.stringify((await demo('GET', '/os-keypairs')).body), /PRIVATE/);
  t.same((await admin('GET', '/os-keypairs')).body, { keypairs: [] });

  for (const [keypair, status] of [
    [{ name: 'made' }, 409], [{ name: '' }, 400], [{ name: 'a/b' }, 400], [{ name: 'x'.repeat(256) }, 400], [{ name: 'bad', public_key: 'ssh-ed25519 x' }, 400], [{ public_key: line }, 400],
    [{ name: 'odd', colour: 'red' }, 400],
  ] as const) {
    t.equal((await demo('POST', '/os-keypairs', { keypair })).status, status, JSON.stringify(keypair).slice(0, 60));
  }
  t.equal((await demo('DELETE', '/os-keypairs/made')).status, 202);
  t.equal((await demo('DELETE', '/os-keypairs/made')).status, 404);
  t.equal((await demo('GET', '/os-keypairs/made')).status, 404);
});

void t.test('there are at most as many as the quota says', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const projectId = (await world.demo.tokens.current()).body.project?.id ?? '';
  await rawCompute(world, world.admin)('PUT', `/os-quota-sets/${projectId}`, { quota_set: { key_pairs: 1 } });
  const demo = rawCompute(world, world.demo);
  t.equal((await demo('POST', '/os-keypairs', { keypair: { name: 'one' } })).status, 200);
  t.match(await demo('POST', '/os-keypairs', { keypair: { name: 'two' } }), { status: 403, body: { forbidden: { message: /too many key pairs/ } } });
});
