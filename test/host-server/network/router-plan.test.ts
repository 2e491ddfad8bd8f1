import t from 'tap';
import type { RouterMap } from '../../../host-server/network/network-map.ts';
import { outsidePortId, planRouter } from '../../../host-server/network/router-plan.ts';
import { networkMap } from '../../kit/network-map.ts';

const external = networkMap({ segment: 9, mtu: 1500, subnets: [{ id: '0a0a0a0a-0000-4000-8000-000000000001', ip_version: 4, cidr: '192.0.2.0/24', gateway_ip: '192.0.2.1', dhcp: false, nameservers: [], routes: [] }] });
const router: RouterMap = {
  id: '0b0b0b0b-0000-4000-8000-000000000001', mac_address: 'fa:16:3e:00:00:01', routes: [],
  interfaces: [{ network_id: '0c0c0c0c-0000-4000-8000-000000000001', subnet_id: '0c0c0c0c-0000-4000-8000-000000000002', ip_address: '10.7.0.1', cidr: '10.7.0.0/24' }],
  gateway: { network_id: external.id, snat: true, ip_addresses: ['192.0.2.10'] },
};
const facts = { router, external, floating: [{ floating_ip: '192.0.2.20', fixed_ip: '10.7.0.5' }], isExit: true, hostId: 'h1' };

t.test('the host where a router leaves has its address, and translates all else to it', async (t) => {
  const plan = planRouter(facts);
  t.same(plan?.outsideAddresses, [{ ipAddress: '192.0.2.10', prefixLength: 24 }, { ipAddress: '192.0.2.20', prefixLength: 32 }]);
  t.same(plan?.outsideRoutes, [{ destination: '0.0.0.0/0', nexthop: '192.0.2.1' }]);
  t.match(plan?.ruleset, /ip daddr 192\.0\.2\.20 dnat to 10\.7\.0\.5/);
  t.match(plan?.ruleset, /oifname "outside" ip saddr 10\.7\.0\.5 snat to 192\.0\.2\.20\n\s*oifname "outside" snat to 192\.0\.2\.10/);
  t.notMatch(plan?.ruleset, /iifname "outside" oifname "inside" accept/, 'nobody outside begins anything');
});

t.test('another host has its own floating addresses only, or nothing to do', async (t) => {
  const plan = planRouter({ ...facts, isExit: false, hostId: 'h2' });
  t.same(plan?.outside.ipAddresses, ['192.0.2.20']);
  t.notMatch(plan?.ruleset, /snat to 192\.0\.2\.10/);
  t.not(plan?.outside.macAddress, planRouter(facts)?.outside.macAddress, 'each host has its own MAC outside');
  t.equal(plan?.outside.portId, outsidePortId(router.id, 'h2'));
  t.equal(planRouter({ ...facts, isExit: false, floating: [] }), undefined);
  t.equal(planRouter({ ...facts, router: { ...router, gateway: undefined as never } }), undefined);
});

t.test('a router that does not translate lets both sides begin', async (t) => {
  const plan = planRouter({ ...facts, router: { ...router, gateway: { network_id: external.id, snat: false, ip_addresses: ['192.0.2.10'] } } });
  t.match(plan?.ruleset, /iifname "outside" oifname "inside" accept/);
  t.notMatch(plan?.ruleset, /snat to 192\.0\.2\.10/);
});

t.test('with an IPv6 address outside a router leads there without translating; without one it has no IPv6 routes', async (t) => {
  const six = { id: '0a0a0a0a-0000-4000-8000-000000000006', ip_version: 6 as const, cidr: '2001:db8:4::/64', gateway_ip: '2001:db8:4::1', dhcp: false, nameservers: [], routes: [] };
  const both = { ...router, interfaces: [...router.interfaces, { network_id: '0c0c0c0c-0000-4000-8000-000000000001', subnet_id: '0c0c0c0c-0000-4000-8000-000000000006', ip_address: '2001:db8:7::1', cidr: '2001:db8:7::/64' }] };
  const dual = { ...facts, floating: [], external: { ...external, subnets: [...external.subnets, six] }, router: { ...both, gateway: { network_id: external.id, snat: true, ip_addresses: ['192.0.2.10', '2001:db8:4::10'] } } };
  const plan = planRouter(dual);
  t.same(plan?.outsideAddresses, [{ ipAddress: '192.0.2.10', prefixLength: 24 }, { ipAddress: '2001:db8:4::10', prefixLength: 64 }]);
  t.same(plan?.outsideRoutes, [{ destination: '0.0.0.0/0', nexthop: '192.0.2.1' }, { destination: '::/0', nexthop: '2001:db8:4::1' }]);
  t.same(plan?.insideRoutes, [{ destination: '10.7.0.0/24', nexthop: '169.254.0.1' }, { destination: '2001:db8:7::/64', nexthop: 'fe80::1' }]);
  t.notMatch(plan?.ruleset, /snat to 2001/);
  t.same(planRouter({ ...facts, router: both })?.insideRoutes.map(({ destination }) => destination), ['10.7.0.0/24']);
});
