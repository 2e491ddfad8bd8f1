/** Debian's unmodified `openstack` client on what is around servers: what it prints is what counts. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { startOpenstackClient } from '../kit/openstack-client.ts';
import { startRegionWorld } from '../kit/region-world.ts';

const world = await startRegionWorld();
const client = startOpenstackClient();
t.teardown(async () => {
  await client.stop();
  await world.stop();
});
await world.host({ capacity: { vcpus: 8, memory_mib: 4096, disk_gib: 100 } });
await world.host({ capacity: { vcpus: 8, memory_mib: 4096, disk_gib: 100 } });
const secrets = JSON.parse(await readFile(world.secretsFile, 'utf8')) as Record<string, { user: string; password: string; project: string }>;

const run = async (who: 'admin' | 'demo', line: string): Promise<{ code: number; out: string; err: string }> => {
  const { user = '', password = '', project = '' } = secrets[who] ?? {};
  const env = {
    OS_AUTH_URL: `${world.url}/identity/v3`, OS_IDENTITY_API_VERSION: '3', OS_USERNAME: user, OS_PASSWORD: password, OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_ID: 'default', OS_PROJECT_DOMAIN_ID: 'default',
  };
  return client.run(env, ...line.split(' '));
};
const say = async (who: 'admin' | 'demo', line: string): Promise<string> => {
  const ran = await run(who, line);
  if (ran.code !== 0) throw new Error(`openstack ${line} ended with ${ran.code}: ${ran.err}`);
  return ran.out;
};
const json = async (who: 'admin' | 'demo', line: string): Promise<unknown> => JSON.parse(await say(who, `${line} -f json`));

await t.test('keypair create, list, show and delete', async (t) => {
  t.match(await say('demo', 'keypair create laptop'), /^-----BEGIN RSA PRIVATE KEY-----/);
  const folder = t.testdir({ 'id.pub': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkX3uzaHHhQBgmcpM4wTCKgpmUUNkqr9jYk0gJmNPvk me' });
  t.match(await json('demo', `keypair create --public-key ${folder}/id.pub imported`), { name: 'imported', fingerprint: /^[0-9a-f:]{47}$/ });
  t.match(await json('demo', 'keypair list'), [{ Name: 'imported' }, { Name: 'laptop', Fingerprint: /^[0-9a-f:]{47}$/ }]);
  t.match(await json('demo', 'keypair show laptop'), { name: 'laptop', user_id: /^[0-9a-f]{32}$/ });
  t.match(await say('demo', 'keypair show --public-key laptop'), /^ssh-rsa /);
  await say('demo', 'keypair delete laptop imported');
  t.same(await json('demo', 'keypair list'), []);
  t.match(await run('demo', 'keypair show laptop'), { code: 1 });
});

await t.test('flavor create, list, show, set, unset and delete', async (t) => {
  t.match(await json('admin', 'flavor create --ram 256 --disk 2 --vcpus 2 --swap 64 --ephemeral 1 --property a:b=c own'), { name: 'own', ram: 256, vcpus: 2, disk: 2, swap: 64 });
  t.match(await json('admin', 'flavor show own'), { 'name': 'own', 'properties': { 'a:b': 'c' }, 'os-flavor-access:is_public': true });
  await say('admin', 'flavor set --property quota:cpu_quota=50000 own');
  await say('admin', 'flavor unset --property a:b own');
  t.same(((await json('demo', 'flavor show own')) as { properties: object }).properties, { 'quota:cpu_quota': '50000' });
  t.ok(((await json('demo', 'flavor list --long')) as { Name: string }[]).some(({ Name }) => Name === 'own'));
  await say('admin', 'flavor create --ram 64 --disk 1 --vcpus 1 --private --project demo hidden');
  t.ok(((await json('demo', 'flavor list')) as { Name: string }[]).some(({ Name }) => Name === 'hidden'));
  t.same(((await json('admin', 'flavor show hidden')) as { access_project_ids: string[] }).access_project_ids.length, 1);
  await say('admin', 'flavor unset --project demo hidden');
  t.notOk(((await json('demo', 'flavor list')) as { Name: string }[]).some(({ Name }) => Name === 'hidden'));
  t.ok(((await json('admin', 'flavor list --all')) as { Name: string }[]).some(({ Name }) => Name === 'hidden'));
  await say('admin', 'flavor delete own hidden');
  t.match(await run('admin', 'flavor show own'), { code: 1 });
});

await t.test('quota set and show, limits and usage', async (t) => {
  await say('admin', 'quota set --instances 7 --cores 11 --key-pairs 9 demo');
  t.match(((await json('demo', 'limits show --absolute')) as { Name: string; Value: number }[]).filter(({ Name }) => Name === 'maxTotalInstances' || Name === 'maxTotalKeypairs'), [{ Value: 7 }, { Value: 9 }]);
  t.match(await json('admin', 'quota list --compute'), [{ Instances: 7, Cores: 11 }]);
  t.match(await json('demo', 'usage show'), {});
  t.same(await json('admin', 'usage list'), []);
});

await t.test('aggregate create, add host, set, show, unset and delete; zones follow', async (t) => {
  t.match(await json('admin', 'aggregate create --zone east --property disk=ssd racks'), { name: 'racks', availability_zone: 'east' });
  await say('admin', 'aggregate add host racks host-2');
  await say('admin', 'aggregate set --name shelves racks');
  t.match(await json('admin', 'aggregate show shelves'), { availability_zone: 'east', hosts: ['host-2'], properties: { disk: 'ssd' } });
  t.match(await json('admin', 'aggregate list --long'), [{ Name: 'shelves', 'Availability Zone': 'east', Properties: { disk: 'ssd' } }]);
  t.match(await json('demo', 'availability zone list --compute'), [{ 'Zone Name': 'east', 'Zone Status': 'available' }, { 'Zone Name': 'nova' }]);
  t.ok(((await json('admin', 'availability zone list --compute --long')) as { 'Host Name': string }[]).some((row) => row['Host Name'] === 'host-2'));
  await say('admin', 'aggregate unset --property disk shelves');
  await say('admin', 'aggregate remove host shelves host-2');
  await say('admin', 'aggregate delete shelves');
  t.same(await json('admin', 'aggregate list'), []);
});

await t.test('hypervisor list, show and stats; compute service list and set', async (t) => {
  t.match(await json('admin', 'hypervisor list'), [{ 'Hypervisor Hostname': 'host-1', 'State': 'up' }, {}]);
  t.match(await json('admin', 'hypervisor list --long'), [{ 'vCPUs': 8, 'Memory MB': 4096 }, {}]);
  t.match(await json('admin', 'hypervisor show host-1'), { hypervisor_hostname: 'host-1', vcpus: 8, memory_mb: 4096 });
  t.match(await json('admin', 'hypervisor stats show'), { count: 2, vcpus: 16 });
  await say('admin', 'compute service set --disable --disable-reason repair host-1 nova-compute');
  t.match(await json('admin', 'compute service list --service nova-compute --long'), [{ 'Host': 'host-1', 'Status': 'disabled', 'State': 'up', 'Disabled Reason': 'repair' }, { Status: 'enabled' }]);
  await say('admin', 'compute service set --enable host-1 nova-compute');
});

await t.test('server group create, list, show and delete; servers of a group go apart, and their events are listed', async (t) => {
  const group = (await json('demo', 'server group create --policy anti-affinity apart')) as { id: string };
  t.match(group, { name: 'apart' });
  for (const name of ['one', 'two']) await say('demo', `server create --flavor m1.nano --image ${world.imageId} --hint group=${group.id} --wait ${name}`);
  t.same(((await json('admin', 'server list --all-projects --long')) as { Host: string }[]).map(({ Host }) => Host).sort(), ['host-1', 'host-2']);
  t.equal(((await json('demo', 'server group show apart')) as { members: string[] | string }).members.length > 0, true);
  t.match(await json('demo', 'server group list'), [{ Name: 'apart' }]);
  t.match(await json('demo', 'server event list one'), [{ Action: 'create' }]);
  await say('demo', 'server set --property tier=front one');
  t.match(await json('demo', 'server show one'), { properties: { tier: 'front' } });
  await say('demo', 'server unset --property tier one');
  t.same(((await json('demo', 'server show one')) as { properties: object }).properties, {});
  const { Servers: used } = (await json('demo', 'usage show')) as { Servers: { name: string }[] };
  t.same(used.map(({ name }) => name).sort(), ['one', 'two']);
  await say('demo', 'server delete --wait one two');
  await say('demo', 'server group delete apart');
  t.same(await json('demo', 'server group list'), []);
});
