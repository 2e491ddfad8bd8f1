import t from 'tap';
import { buildSpec } from '../../../region/hosts/build-spec.ts';
import { compareGenerations } from '../../../region/hosts/compare-generations.ts';
import { contractCheck } from '../../kit/contract-check.ts';
import { networkRow, portRow, subnetRow } from '../networks/rows.ts';
import { serverRow } from '../servers/server-row.ts';

const network = networkRow({ id: 'b0b1c2d3-1111-4222-8333-444455556666', segment: 7 });
const subnet = subnetRow({ id: 'sub', networkId: network.id, cidr: '10.128.6.0/24', gatewayIp: '10.128.6.1', nameservers: ['9.9.9.9'] });
const portOf = (deviceId: string, ipAddress: string) => portRow({ networkId: network.id, deviceId, deviceOwner: 'compute:nova', fixedIps: [{ subnetId: 'sub', ipAddress }] });

void t.test('a spec is made from rows alone and fits the host contract', (t) => {
  const server = serverRow({ generation: 3, boot: 2, desired: 'stopped', hard: true, metadata: { a: 'b' } });
  const spec = buildSpec({ server, ports: [portOf('another', '10.128.6.9'), portOf(server.id, '10.128.6.2')], networks: [network], subnets: [subnet] });
  t.match(spec, {
    generation: 3, boot: 2, desired: 'stopped', hard: true, metadata: { a: 'b' },
    networks: [{ id: network.id, segment: 7, cidr: '10.128.6.0/24', gateway_ip: '10.128.6.1', mtu: 1450, nameservers: ['9.9.9.9'] }],
    ports: [{ fixed_ips: [{ ip_address: '10.128.6.2', prefix_length: 24, gateway_ip: '10.128.6.1', nameservers: ['9.9.9.9'] }] }],
  });
  t.equal(spec.ports.length, 1, "other servers' ports stay out");
  const host = contractCheck('host');
  t.equal(host.misfit('listHostServers', 200, { servers: [{ spec, observed_generation: 0, status: 'building' }] }), undefined);
  const bare = buildSpec({ server: serverRow({ imageName: null }), ports: [], networks: [network], subnets: [subnet] });
  t.same([bare.networks, bare.ports, 'hard' in bare], [[], [], false]);
  t.end();
});

void t.test('the heartbeat tells what each side lacks', (t) => {
  const intended = [
    { id: 'new', generation: 1, observedGeneration: 0 },
    { id: 'old', generation: 3, observedGeneration: 1 },
    { id: 'same', generation: 2, observedGeneration: 2 },
    { id: 'silent', generation: 2, observedGeneration: 1 },
  ];
  t.same(compareGenerations(intended, { old: 2, same: 2, silent: 2, stray: 1 }, { old: 1, same: 2, silent: 2 }), {
    missing: ['new', 'old'],
    unreported: ['silent'],
    unknown: ['stray'],
  });
  t.same(compareGenerations([], {}, {}), { missing: [], unreported: [], unknown: [] });
  t.end();
});
