/** Debian's unmodified `openstack` client against a whole region with a stand-in host: what it prints is what counts. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import t from 'tap';
import { startRegionWorld } from '../kit/region-world.ts';
import type { RegionWorld } from '../kit/region-world.ts';

const run = promisify(execFile);

const world = await startRegionWorld();
t.teardown(() => world.stop());
await world.host({ capacity: { vcpus: 8, memory_mib: 4096, disk_gib: 100 } });
const demo = await clientOf(world, 'demo');
const admin = await clientOf(world, 'admin');
const json = async (client: Client, ...args: string[]): Promise<unknown> => JSON.parse(await client(...args, '-f', 'json'));

await t.test('flavors are listed and shown by name', async (t) => {
  t.match(await json(demo, 'flavor', 'list'), [{ Name: 'm1.tiny' }, { Name: 'm1.small' }, {}, {}, { Name: 'm1.nano', RAM: 64, VCPUs: 1 }, {}]);
  t.match(await json(demo, 'flavor', 'show', 'm1.nano'), { id: '42', ram: 64, disk: 1 });
});

await t.test('a server is created, stopped, started, rebooted and deleted', async (t) => {
  const made = (await json(demo, 'server', 'create', '--flavor', 'm1.nano', '--image', world.imageId, '--property', 'role=web', '--wait', 'web')) as { id: string };
  t.match(made, { name: 'web', status: 'ACTIVE' });
  t.match(await json(demo, 'server', 'list'), [{ Name: 'web', Status: 'ACTIVE', Networks: { demo: [/^10\.128\.0\.2$/] }, Flavor: 'm1.nano' }]);
  t.match(await json(demo, 'server', 'show', 'web'), { status: 'ACTIVE', properties: { role: 'web' } });
  await demo('server', 'stop', 'web');
  await isSettled('SHUTOFF');
  t.match(await json(demo, 'server', 'show', 'web'), { status: 'SHUTOFF' });
  await demo('server', 'start', 'web');
  await isSettled('ACTIVE');
  await demo('server', 'reboot', '--wait', 'web');
  await demo('server', 'reboot', '--hard', '--wait', 'web');
  t.match(await json(admin, 'server', 'list', '--all-projects', '--long'), [{ Name: 'web', Host: 'host-1', 'Power State': 1 }]);

  const events = (await json(demo, 'server', 'event', 'list', 'web')) as { Action: string; 'Request ID': string }[];
  t.same(events.map(({ Action }) => Action), ['reboot', 'reboot', 'start', 'stop', 'create']);
  t.match(await json(admin, 'server', 'event', 'show', made.id, events.at(-1)?.['Request ID'] ?? ''), { action: 'create' });

  t.match(await json(demo, 'network', 'list'), [{ Name: 'demo' }]);
  t.match(await json(demo, 'network', 'show', 'demo'), { name: 'demo', status: 'ACTIVE' });
  t.match(await json(demo, 'subnet', 'list'), [{ Name: 'demo', Subnet: '10.128.0.0/24' }]);
  t.match(await json(demo, 'port', 'list', '--server', 'web'), [{ Status: 'ACTIVE', 'Fixed IP Addresses': [{ ip_address: '10.128.0.2' }] }]);

  await demo('server', 'delete', '--wait', 'web');
  t.same(await json(demo, 'server', 'list'), []);
});

await t.test('limits and quota are shown', async (t) => {
  const limits = (await json(demo, 'limits', 'show', '--absolute')) as { Name: string; Value: number }[];
  t.match(limits.find(({ Name }) => Name === 'maxTotalInstances'), { Value: 10 });
  await t.resolves(admin('quota', 'set', '--instances', '7', 'demo'));
});

await t.test('refusals are printed with their reason', async (t) => {
  await t.rejects(demo('server', 'show', 'nobody'), { name: 'Error', stderr: /No server with a name or ID of 'nobody' exists|No Server found/ });
  await t.rejects(demo('server', 'create', '--flavor', 'm1.large', '--image', world.imageId, 'big'), { name: 'Error', stderr: /No valid host|Quota exceeded/ });
});

async function isSettled(status: string): Promise<void> {
  await world.until(async () => {
    const { servers } = (await world.demo.compute.call('listServersDetail')).body;
    return servers.every((server) => server.status === status && server['OS-EXT-STS:task_state'] === null);
  }, status);
}

type Client = (...args: string[]) => Promise<string>;

async function clientOf({ url, secretsFile }: RegionWorld, who: 'demo' | 'admin'): Promise<Client> {
  const secrets = JSON.parse(await readFile(secretsFile, 'utf8')) as Record<string, { user: string; password: string; project: string; domain: string }>;
  const { user = '', password = '', project = '' } = secrets[who] ?? {};
  const env = {
    PATH: process.env['PATH'],
    OS_AUTH_URL: `${url}/identity/v3`, OS_IDENTITY_API_VERSION: '3', OS_USERNAME: user, OS_PASSWORD: password, OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_ID: 'default', OS_PROJECT_DOMAIN_ID: 'default',
  };
  return async (...args) => (await run('openstack', args, { env, timeout: 60_000 })).stdout;
}
