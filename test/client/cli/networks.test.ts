import { readFile } from 'node:fs/promises';
import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';
import { sampan } from '../sampan.ts';

interface Row {
  id: string;
  [key: string]: unknown;
}

void t.test('the verbs of networks, at a real region', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const secrets = JSON.parse(await readFile(world.secretsFile, 'utf8')) as Record<string, { user: string; password: string; project: string }>;
  const cloudOf = (who: string) => ({
    env: {
      OS_AUTH_URL: `${world.url}/identity/v3`, OS_USERNAME: secrets[who]?.user ?? '', OS_PASSWORD: secrets[who]?.password ?? '', OS_PROJECT_NAME: secrets[who]?.project ?? '',
      OS_USER_DOMAIN_NAME: 'Default', OS_PROJECT_DOMAIN_NAME: 'Default', OS_REGION_NAME: 'RegionOne',
    },
  });
  const [demo, admin] = [cloudOf('demo'), cloudOf('admin')];
  /** A command that must succeed; what it prints as JSON, where it prints something. */
  const does = async <T = Row>(line: string, cloud = demo): Promise<T> => {
    const ran = await sampan(cloud, line.split(' '));
    if (ran.code !== 0) throw new Error(`${line}: ${ran.code} ${ran.err}`);
    return (line.includes('-f json') ? JSON.parse(ran.out) : ran.out) as T;
  };
  const rows = (line: string, cloud = demo): Promise<Row[]> => does<Row[]>(`${line} -f json`, cloud);

  await t.test('networks and subnets', async (t) => {
    const front = await does('network create front --mtu 1400 --description web -f json');
    t.match(front, { name: 'front', mtu: 1400 });
    t.match(await does(`network show ${front.id.slice(0, 8)}`), /\| name +\| front/, 'by the beginning of its id, as a table');
    await does('network set front --name edge --multicast on');
    t.match(await does('network show edge -f json'), { id: front.id, multicast: true });
    t.equal((await sampan(demo, ['network', 'set', 'edge'])).code, 2, 'a change of nothing is a mistake');
    const subnet = await does('subnet create inner --network edge --cidr 10.20.0.0/24 --pool 10.20.0.50-10.20.0.99 --dns 9.9.9.9 --route 10.30.0.0/16-10.20.0.2 -f json');
    t.match(subnet, { name: 'inner', cidr: '10.20.0.0/24', gateway_ip: '10.20.0.1' });
    t.match(await does('subnet create six --network edge --cidr fd20::/64 --ipv6-mode dhcpv6-stateful -f json'), { cidr: 'fd20::/64' });
    await does('subnet set inner --name home');
    t.same((await rows('subnet list --sort-column name')).map(({ name }) => name), ['home', 'six']);
    t.same((await rows('network list')).map(({ name, subnets }) => [name, (subnets as string[]).length]), [['edge', 2]]);
    t.equal((await sampan(demo, ['subnet', 'show', 'nothing'])).code, 3);
    await does('subnet delete six');
  });

  await t.test('security groups and their rules', async (t) => {
    const web = await does('security group create web --description front -f json');
    const rule = await does('security group rule create web --protocol tcp --port 80:89 --remote-ip 10.0.0.0/8 -f json');
    await does('security group rule create web --protocol icmp --icmp-type 8');
    await does('security group rule create web --egress --ipv6 --remote-group default');
    const list = await rows('security group rule list web');
    t.equal(list.length, 5, 'with the two that let everything out');
    t.equal((await sampan(demo, ['security', 'group', 'rule', 'create', 'web', '--ingress', '--egress'])).code, 2);
    await does(`security group rule delete ${rule.id}`);
    t.equal((await rows('security group rule list web')).length, 4);
    await does('security group set web --name www');
    t.match(await does('security group show www -f json'), { id: web.id });
    t.ok((await rows('security group list')).some(({ name }) => name === 'www'));
  });

  await t.test('ports, routers and floating addresses', async (t) => {
    const port = await does('port create eth --network edge --address 10.20.0.7 --mac fa:16:3e:20:00:07 --security-group www --allow 10.20.0.200 -f json');
    t.match(port, { name: 'eth', mac_address: 'fa:16:3e:20:00:07' });
    await does('port set eth --name eth0');
    t.match(await does('port show eth0'), /10\.20\.0\.7/);
    t.equal((await rows('port list')).length, 1);
    t.equal((await sampan(demo, ['security', 'group', 'delete', 'www'])).code, 1, 'a group in use stays');
    await does('network create public --external --type flat --physical-network public', admin);
    await does('subnet create outside --network public --cidr 203.0.113.0/24 --no-dhcp', admin);
    await does('router create gate');
    await does('router add subnet gate home');
    await does('router set gate --gateway public');
    t.match(await does('router show gate'), /203\.0\.113\./);
    const floating = await does('floating ip create public --address 203.0.113.77 -f json');
    t.match(floating, { floating_ip_address: '203.0.113.77' });
    await does('floating ip set 203.0.113.77 --port eth0');
    t.match(await rows('floating ip list'), [{ floating_ip_address: '203.0.113.77', fixed_ip_address: '10.20.0.7' }]);
    await does('floating ip set 203.0.113.77 --port none');
    await does('floating ip delete 203.0.113.77');
    t.match(await does('network trace eth0 198.51.100.1 --tcp 80 -f json'), { verdict: 'blocked', decided_by: { kind: 'not_running', id: port.id }, agrees: null, from: { address: '10.20.0.7' } });
    t.equal((await sampan(demo, ['network', 'trace', 'eth0', 'eth0', '--tcp', '80', '--udp', '53'])).code, 2);
    await does('router set gate --gateway none');
    await does('router remove subnet gate home');
    for (const line of ['router delete gate', 'port delete eth0', 'security group delete www', 'network delete edge']) await does(line);
    t.same(await rows('router list'), []);
    t.same(await rows('port list'), []);
  });

  await t.test('what Neutron has and we have not is not in the list of extensions', async (t) => {
    const { extensions } = (await world.demo.network.call('listExtensions')).body;
    for (const absent of ['rbac-policies', 'subnet_allocation', 'trunk', 'address-scope']) t.notOk(extensions.some(({ alias }) => alias === absent), absent);
    await t.rejects(world.demo.network.call('createSubnets', { body: { subnet: { network_id: 'x', ip_version: 4, subnetpool_id: 'pool' } } }), { name: 'Fault' });
  });

  await t.test('each tells its options', async (t) => {
    for (const verb of ['network create', 'network set', 'network trace', 'subnet create', 'port create', 'security group rule create', 'router set', 'floating ip set']) {
      const ran = await sampan(demo, [...verb.split(' '), '--help']);
      t.equal(ran.code, 0, verb);
      t.match(ran.out, new RegExp(`Usage: sampan ${verb}[\\s\\S]*Example`, 'i'), verb);
    }
  });
});
