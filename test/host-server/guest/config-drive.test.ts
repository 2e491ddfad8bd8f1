import t from 'tap';
import { configDriveFiles } from '../../../host-server/guest/config-drive.ts';
import { dottedMask, openstackDocuments } from '../../../host-server/guest/openstack-documents.ts';
import { serverSpec } from '../../kit/server-spec.ts';

const networks = [{ id: 'a9f3c1de-0000-4000-8000-000000000001', name: 'one', segment: 5, cidr: '10.9.0.0/24', gateway_ip: '10.9.0.1', mtu: 1450, nameservers: ['10.9.0.1', '9.9.9.9'] }];
const port = {
  id: 'a9f3c1de-0000-4000-8000-000000000002', network_id: networks[0]?.id ?? '', mac_address: 'fa:16:3e:00:00:05',
  fixed_ips: [
    { ip_address: '10.9.0.5', prefix_length: 24, routes: [{ destination: '10.20.0.0/16', nexthop: '10.9.0.9' }] },
    { ip_address: 'fd00::5', prefix_length: 64, gateway_ip: 'fd00::1' },
  ],
};
const spec = serverSpec({
  networks, ports: [port], metadata: { role: 'web' },
  guest: {
    keys: [{ name: 'mine', public_key: 'ssh-ed25519 AAAA me' }], user_data: Buffer.from('#!/bin/sh\n').toString('base64'), password_hash: '$6$a$b',
    files: [{ path: '/etc/x', contents: Buffer.from('y').toString('base64') }],
  },
});

t.test('a guest is told its name, its keys, its metadata and its files', async (t) => {
  const { metaData, files, userData } = openstackDocuments(spec);
  t.match(metaData, {
    uuid: spec.id, hostname: 'web', project_id: spec.project_id, meta: { role: 'web' }, public_keys: { mine: 'ssh-ed25519 AAAA me' },
    keys: [{ name: 'mine', type: 'ssh', data: 'ssh-ed25519 AAAA me' }], files: [{ path: '/etc/x', content_path: '/content/0000' }],
  });
  t.same(files.map(String), ['y']);
  t.equal(String(userData), '#!/bin/sh\n');
});

t.test('its network is told link by link, with the default route on the first port', async (t) => {
  t.match(openstackDocuments(spec).networkData, {
    links: [{ id: 'eth0', vif_id: port.id, type: 'phy', ethernet_mac_address: 'fa:16:3e:00:00:05', mtu: 1450 }],
    networks: [
      { link: 'eth0', type: 'ipv4', ip_address: '10.9.0.5', netmask: '255.255.255.0', routes: [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: '10.9.0.1' }, { network: '10.20.0.0', netmask: '255.255.0.0', gateway: '10.9.0.9' }] },
      { link: 'eth0', type: 'ipv6', ip_address: 'fd00::5', netmask: '64', routes: [{ network: '::', netmask: '::', gateway: 'fd00::1' }] },
    ],
    services: [{ type: 'dns', address: '10.9.0.1' }, { type: 'dns', address: '9.9.9.9' }],
  });
});

t.test('a password goes as its hash, in words of cloud-init', async (t) => {
  const text = String((openstackDocuments(spec).vendorData as { 'cloud-init': string })['cloud-init']);
  t.match(text, /^#cloud-config\n/);
  t.match(JSON.parse(text.split('\n')[1] ?? ''), { chpasswd: { users: [{ name: 'root', password: '$6$a$b', type: 'hash' }] } });
  t.same(openstackDocuments(serverSpec()).vendorData, {});
});

t.test('the drive holds OpenStack\'s tree and a NoCloud seed', async (t) => {
  const files = configDriveFiles(spec);
  t.same([...files.keys()].sort(), [
    'meta-data', 'network-config', 'openstack/2018-08-27/meta_data.json', 'openstack/2018-08-27/network_data.json', 'openstack/2018-08-27/user_data', 'openstack/2018-08-27/vendor_data.json',
    'openstack/content/0000', 'openstack/latest/meta_data.json', 'openstack/latest/network_data.json', 'openstack/latest/user_data', 'openstack/latest/vendor_data.json', 'user-data', 'vendor-data',
  ]);
  t.match(JSON.parse(String(files.get('network-config'))), { version: 2, ethernets: { eth0: { match: { macaddress: 'fa:16:3e:00:00:05' }, addresses: ['10.9.0.5/24', 'fd00::5/64'], mtu: 1450 } } });
  t.notOk(configDriveFiles(serverSpec()).has('openstack/latest/user_data'));
});

t.test('prefix lengths become masks', async (t) => {
  for (const [length, mask] of [[0, '0.0.0.0'], [1, '128.0.0.0'], [22, '255.255.252.0'], [32, '255.255.255.255']] as const) t.equal(dottedMask(length), mask);
});
