import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { NetworkMap } from '../../host-server/network/network-map.ts';
import { MetadataService } from '../../host-server/network/services/metadata-service.ts';
import type { ServerSpec } from '../../host-server/servers/spec.ts';
import { group, groupRule, networkMap, nextMap, portMap } from '../kit/network-map.ts';
import { NetworkLab } from '../kit/network-lab.ts';
import type { Guest } from '../kit/network-lab.ts';
import { serverSpec } from '../kit/server-spec.ts';

const lab = await NetworkLab.open(undefined, { reach: { networkIds: new Set(), cidrs: ['10.66.0.0/16'] } });
const folder = await mkdtemp(join(tmpdir(), 'services-'));
await chmod(folder, 0o711);
const specs = new Map<string, ServerSpec>();
const metadata = new MetadataService({
  socketPath: lab.metadataSocket,
  findSpec: async ({ networkId, address }) => Promise.resolve(specs.get(lab.network.serverAt(networkId, address) ?? '')),
  onError: (error) => t.error(error),
});
await metadata.start();
t.teardown(async () => {
  await metadata.stop();
  await lab.close();
  await rm(folder, { recursive: true, force: true });
});

const open = group([groupRule({ direction: 'egress' }), groupRule(), groupRule({ direction: 'egress', ethertype: 'IPv6' }), groupRule({ ethertype: 'IPv6' })]);

const present = new Set<Guest>();

/** Waits for the services too, which a plug does not. */
const look = (): Promise<void> => lab.network.reconcile([...present]);

async function unplug(guests: readonly Guest[]): Promise<void> {
  for (const guest of guests) present.delete(guest);
  await Promise.all(guests.map((guest) => lab.network.unplug(guest.port.id)));
}

/** A network with DHCP and one port a name, from .5 on. */
async function served(segment: number, names: string[], more: Partial<NetworkMap> = {}): Promise<{ map: NetworkMap; guests: Guest[] }> {
  const bare = networkMap({ segment, security_groups: [open], ...more });
  const subnets = bare.subnets.map((subnet) => ({ ...subnet, dhcp: true }));
  const ports = names.map((name, index) => portMap({ subnets }, `10.7.0.${index + 5}`, { dns_name: name, security_group_ids: [open.id] }));
  const map = { ...bare, subnets, ports };
  await lab.network.setMap(map);
  const guests = await Promise.all(ports.map((port) => lab.member(map, port)));
  for (const guest of guests) present.add(guest);
  await look();
  return { map, guests };
}

async function lease(guest: Guest, ...flags: string[]): Promise<Record<string, string>> {
  const script = join(folder, 'script');
  await writeFile(script, `#!/bin/sh\n[ "$1" = bound ] && env > ${folder}/lease\nexit 0\n`, { mode: 0o755 });
  await rm(join(folder, 'lease'), { force: true });
  await guest.run(['ip', 'address', 'flush', 'dev', 'eth0', 'scope', 'global']);
  const asked = await guest.run(['busybox', 'udhcpc', '-i', 'eth0', '-f', '-n', '-q', '-t', '5', '-T', '1', '-O', '121', '-O', 'mtu', '-s', script, ...flags]);
  if (asked.code !== 0) return { failed: asked.stderr };
  return Object.fromEntries((await readFile(join(folder, 'lease'), 'utf8')).split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]));
}

t.test('a client gets its own address, its gateway, routes and MTU, also by broadcast, and a stranger gets nothing', async (t) => {
  const { map, guests } = await served(60, ['web', 'db']);
  const [web, db] = guests as [Guest, Guest];
  const got = await lease(web);
  t.match(got, { ip: '10.7.0.5', subnet: '255.255.255.0', router: '10.7.0.1', mtu: '1450', dns: '10.7.0.1', serverid: '10.7.0.1' });
  t.match(got['staticroutes'], /169\.254\.169\.254\/32 10\.7\.0\.1/);
  t.match(await lease(db, '-B'), { ip: '10.7.0.6' }, 'who asks for a broadcast answer hears it');
  await lab.network.setMap(nextMap(map, { ports: map.ports.slice(0, 1) }));
  t.match(await lease(db, '-t', '2'), { failed: /.*/ }, 'a port that the map lost has no lease to get');
  await unplug(guests);
});

t.test('names of the network are told, and those of another are not', async (t) => {
  const [left, right] = [await served(61, ['web', 'db'], { dns_domain: 'left.example.' }), await served(62, ['mail'])];
  const [web] = left.guests as [Guest];
  const [mail] = right.guests as [Guest];
  const ask = async (guest: Guest, name: string): Promise<string> => (await guest.run(['busybox', 'nslookup', name, '10.7.0.1'])).stdout;
  t.match(await ask(web, 'db.left.example'), /10\.7\.0\.6/);
  t.match(await ask(web, 'db'), /10\.7\.0\.6/, 'also without the domain');
  t.notMatch(await ask(web, 'db'), /REFUSED/, 'and it has no IPv6 address, which is no refusal');
  t.notMatch(await ask(mail, 'db'), /10\.7\.0\.6/);
  t.match(await ask(mail, 'mail.sampan.internal'), /10\.7\.0\.5/);
  const renamed = nextMap(left.map, { ports: left.map.ports.map((port) => ({ ...port, dns_name: `new-${port.dns_name}` })) });
  await lab.network.setMap(renamed);
  await look();
  t.match(await ask(web, 'new-db'), /10\.7\.0\.6/, 'a new name is known');
  await unplug([...left.guests, ...right.guests]);
});

t.test('a server is told of itself at 169.254.169.254, and of nobody else, whatever it claims', async (t) => {
  const [left, right] = [await served(63, ['web']), await served(64, ['web'])];
  const [one, two] = [left.guests[0], right.guests[0]] as [Guest, Guest];
  for (const [guest, name] of [[one, 'left'], [two, 'right']] as const) {
    specs.set(guest.port.serverId, serverSpec({ id: guest.port.serverId, name, hostname: name, guest: { keys: [{ name: 'k', public_key: `ssh-ed25519 ${name}` }], user_data: Buffer.from(`#!/bin/sh\n# ${name}`).toString('base64') } }));
  }
  const get = async (guest: Guest, path: string, ...flags: string[]): Promise<string> => (await guest.run(['busybox', 'wget', '-q', '-O', '-', ...flags, `http://169.254.169.254${path}`])).stdout;
  t.match(JSON.parse(await get(one, '/openstack/latest/meta_data.json')), { name: 'left', uuid: one.port.serverId, public_keys: { k: 'ssh-ed25519 left' } });
  t.match(JSON.parse(await get(two, '/openstack/2018-08-27/meta_data.json')), { name: 'right' }, 'the same address in another network');
  t.equal(await get(one, '/openstack/latest/user_data'), '#!/bin/sh\n# left');
  t.equal(await get(one, '/latest/meta-data/local-hostname'), 'left');
  t.match(await get(one, '/latest/meta-data/'), /^hostname$/m);
  t.equal(await get(one, '/latest/meta-data/public-keys/0/openssh-key'), 'ssh-ed25519 left');
  t.equal(await get(one, '/latest/meta-data/public-keys/'), '0=k');
  t.match(JSON.parse(await get(one, '/openstack/latest/meta_data.json', '--header', 'X-Forwarded-For: 10.7.0.6', '--header', `X-Instance-ID: ${two.port.serverId}`)), { name: 'left' }, 'headers count for nothing');
  t.equal(await get(one, '/openstack/latest/no-such'), '');
  t.match(await get(one, '/'), /^openstack$/m);
  await unplug([one, two]);
});

t.test('a host-server that comes again finds its services, and one that was ended comes back with the next look', async (t) => {
  const { map, guests } = await served(65, ['web']);
  const [web] = guests as [Guest];
  const pidOf = async (): Promise<string> => (await readFile(join(lab.runDir, 'dnsmasq', map.id, 'dnsmasq.pid'), 'utf8')).trim();
  const before = await pidOf();
  await lab.restart([map]);
  await look();
  t.equal(await pidOf(), before, 'the same process');
  specs.set(web.port.serverId, serverSpec({ id: web.port.serverId, hostname: 'again' }));
  t.equal((await web.run(['busybox', 'wget', '-q', '-O', '-', 'http://169.254.169.254/latest/meta-data/hostname'])).stdout, 'again', 'the door is open again');
  process.kill(Number(before), 'SIGKILL');
  await look();
  t.not(await pidOf(), before);
  t.match(await lease(web), { ip: '10.7.0.5' });
  await unplug([web]);
  t.notOk(lab.leftovers().some((line) => line.includes(map.id.slice(0, 13))), 'the namespace goes with the last port');
});

t.test('IPv6: the gateway advertises itself and its prefix', async (t) => {
  const subnet = { id: '0a0a0a0a-0000-4000-8000-000000000006', ip_version: 6 as const, cidr: 'fd07::/64', gateway_ip: 'fd07::1', dhcp: false, ipv6_ra: true, nameservers: [], routes: [] };
  const bare = networkMap({ segment: 66, subnets: [subnet], security_groups: [open] });
  const map = { ...bare, ports: [portMap(bare, 'fd07::5', { security_group_ids: [open.id] })] };
  await lab.network.setMap(map);
  const guest = await lab.member(map, map.ports[0] ?? portMap(bare, 'fd07::5'));
  present.add(guest);
  await look();
  await guest.run(['ip', '-6', 'route', 'flush', 'default']);
  // Going up again is what makes the kernel ask.
  await guest.run(['ip', 'link', 'set', 'eth0', 'down']);
  await guest.run(['ip', 'link', 'set', 'eth0', 'up']);
  let routes = '';
  for (let tries = 0; tries < 50 && !routes.includes('proto ra'); tries += 1) {
    await guest.run(['ping', '-6', '-c1', '-W1', 'ff02::2%eth0']);
    routes = (await guest.run(['ip', '-6', 'route'])).stdout;
  }
  t.match(routes, /default via fe80::\S+ dev eth0 proto ra/);
  await unplug([guest]);
});

t.test('DHCPv6: a client leases the port\'s address, and keeps it', async (t) => {
  const subnet = { id: '0a0a0a0a-0000-4000-8000-000000000007', ip_version: 6 as const, cidr: 'fd08::/64', gateway_ip: 'fd08::1', dhcp: true, ipv6_ra: true, nameservers: ['fd08::53'], routes: [] };
  const bare = networkMap({ segment: 67, subnets: [subnet], security_groups: [open] });
  const map = { ...bare, ports: [portMap(bare, 'fd08::5', { security_group_ids: [open.id] })] };
  await lab.network.setMap(map);
  const guest = await lab.member(map, map.ports[0] ?? portMap(bare, 'fd08::5'));
  present.add(guest);
  await look();
  const leased = await guest.run([process.execPath, '--import=tsx', new URL('../kit/dhcp6-client.ts', import.meta.url).pathname, 'eth0', guest.port.macAddress]);
  t.same([leased.code, leased.stderr], [0, '']);
  t.same(JSON.parse(leased.stdout === '' ? '{}' : leased.stdout), { offered: 'fd08::5', leased: 'fd08::5', nameserver: 'fd08::53' });
  await unplug([guest]);
});

t.test('the machine reaches servers of the ranges that its operator names by plain address, and no server the machine', async (t) => {
  const make = async (segment: number, cidr: string, address: string): Promise<{ map: NetworkMap; guest: Guest }> => {
    const bare = networkMap({ segment, subnets: [{ ...networkMap().subnets[0] as NetworkMap['subnets'][number], cidr, gateway_ip: cidr.replace(/\d+\/\d+$/, address.endsWith('.5') ? '1' : '129') }] });
    const map = { ...bare, security_groups: [closed], ports: [portMap(bare, address, { security_group_ids: [closed.id] })] };
    await lab.network.setMap(map);
    const guest = await lab.member(map, map.ports[0] as NetworkMap['ports'][number]);
    present.add(guest);
    await look();
    return { map, guest };
  };
  const closed = group([groupRule({ direction: 'egress' })]);
  const machineReaches = async (target: string): Promise<boolean> => (await lab.beside(['ping', '-c1', '-w10', target])).code === 0;
  const routes = async (): Promise<string> => (await lab.beside(['ip', 'route', 'show'])).stdout;

  const { map, guest } = await make(85, '10.66.1.0/24', '10.66.1.5');
  t.ok(await machineReaches('10.66.1.5'), 'though no rule lets anybody in');
  const answer = 'require("net").createServer(c=>c.end("hello")).listen(22,"0.0.0.0",()=>console.log(process.pid))';
  const ended = await new Promise<() => void>((resolve) => void guest.spawn([process.execPath, '-e', answer], (pid) => resolve(() => process.kill(pid))));
  t.teardown(ended);
  t.equal((await lab.beside([process.execPath, '-e', 'require("net").connect(22,"10.66.1.5").on("data",d=>process.stdout.write(d))'])).stdout, 'hello', 'TCP too');
  t.same(await Promise.all(['169.254.42.1', '169.254.42.2'].map((own) => guest.pings(own))), [false, false], 'the server does not reach the machine');

  const other = await make(86, '10.66.1.128/25', '10.66.1.130');
  t.match(lab.overlaps, [{ networkId: other.map.id, why: /10\.66\.1\.128\/25 overlaps with 10\.66\.1\.0\/24 on sp/ }], 'another tenant\'s network with the same addresses is told');
  await look();
  t.equal(lab.overlaps.length, 1, 'once');
  t.notMatch(await routes(), '10.66.1.128/25');
  t.ok(await lab.gatewayReaches(other.map.id, '10.66.1.130'), 'and is reached from its gateway');
  await lab.beside(['ip', 'route', 'add', 'unreachable', '10.66.9.0/24']);
  const taken = await make(87, '10.66.9.0/24', '10.66.9.5');
  t.match(lab.overlaps[1], { networkId: taken.map.id, why: /on unreachable/ }, 'a route of the machine itself stays');

  await lab.beside(['ip', 'link', 'delete', `sp${map.id.replaceAll('-', '').slice(0, 11)}`]);
  t.notMatch(await routes(), '10.66.1.0/24');
  await unplug([other.guest]);
  await look();
  t.ok(await machineReaches('10.66.1.5'), 'a way that somebody took comes back');
  await unplug([guest, taken.guest]);
  t.notMatch(await routes(), '169.254.42.2', 'and goes with the network\'s last server');
  await lab.beside(['ip', 'route', 'delete', '10.66.9.0/24']);
});

t.test('a purge ends the services too: no process holds a namespace', async (t) => {
  await served(67, ['web']);
  await lab.close();
  t.same(lab.leftovers(), []);
});
