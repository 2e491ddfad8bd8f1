import t from 'tap';
import { metadataDocuments } from '../../../../host-server/network/services/metadata-documents.ts';
import { serverSpec } from '../../../kit/server-spec.ts';

const spec = serverSpec({ guest: { keys: [{ name: 'laptop', public_key: 'ssh-ed25519 AAAA' }], user_data: Buffer.from('hello').toString('base64'), availability_zone: 'zone-1' } });
const documents = metadataDocuments(spec);
const text = (path: string): string | undefined => documents.get(path)?.toString();

t.test('folders list what is in them, at every version', async (t) => {
  t.match(text(''), /^openstack\n/);
  t.match(text('openstack'), /^2018-08-27\nlatest$/m);
  t.same(text('openstack/latest')?.split('\n'), ['meta_data.json', 'network_data.json', 'vendor_data.json', 'vendor_data2.json', 'user_data']);
  t.same(text('latest')?.split('\n'), ['meta-data/', 'user-data']);
  t.ok(text('2009-04-04/meta-data')?.split('\n').includes('placement/'));
  t.equal(text('latest/meta-data/public-keys'), '0=laptop');
});

t.test('the documents say what the spec says', async (t) => {
  t.match(JSON.parse(text('openstack/latest/meta_data.json') ?? ''), { uuid: spec.id, hostname: 'web', availability_zone: 'zone-1', public_keys: { laptop: 'ssh-ed25519 AAAA' } });
  t.match(JSON.parse(text('openstack/latest/network_data.json') ?? ''), { links: [{ ethernet_mac_address: spec.ports[0]?.mac_address }] });
  t.equal(text('latest/user-data'), 'hello');
  t.equal(text('latest/meta-data/local-ipv4'), spec.ports[0]?.fixed_ips[0]?.ip_address);
  t.equal(text('latest/meta-data/placement/availability-zone'), 'zone-1');
  t.equal(text('latest/meta-data/public-keys/0/openssh-key'), 'ssh-ed25519 AAAA');
});

t.test('a server without user data has no such document', async (t) => {
  const bare = metadataDocuments(serverSpec());
  t.notOk(bare.has('latest/user-data'));
  t.notOk(bare.has('openstack/latest/user_data'));
});
