import t from 'tap';
import { dnsmasqFiles, needsDnsmasq } from '../../../../host-server/network/services/dnsmasq-files.ts';
import { networkMap, portMap } from '../../../kit/network-map.ts';

const place = { folder: '/run/x', deviceName: 'eth0' };
const four = { id: '0a0a0a0a-0000-4000-8000-000000000004', ip_version: 4 as const, cidr: '10.7.0.0/24', gateway_ip: '10.7.0.1', dhcp: true, nameservers: [], routes: [] };
const six = { ...four, id: '0a0a0a0a-0000-4000-8000-000000000006', ip_version: 6 as const, cidr: 'fd07::/64', gateway_ip: 'fd07::1' };

t.test('a network without DHCP or advertisements needs none, nor one without a gateway', async (t) => {
  t.notOk(needsDnsmasq(networkMap()));
  const { gateway_ip: _, ...withoutGateway } = four;
  t.notOk(needsDnsmasq(networkMap({ subnets: [withoutGateway] })));
  t.ok(needsDnsmasq(networkMap({ subnets: [four] })));
  t.ok(needsDnsmasq(networkMap({ subnets: [{ ...six, dhcp: false, ipv6_ra: true }] })));
});

t.test('only ports of the network are known, each with its own addresses and name', async (t) => {
  const map = networkMap({ subnets: [four, six] });
  const port = portMap(map, '10.7.0.5', { dns_name: 'web' });
  const files = dnsmasqFiles({ ...map, ports: [{ ...port, fixed_ips: [...port.fixed_ips, { subnet_id: six.id, ip_address: 'fd07::5' }] }, portMap(map, '10.7.0.6')] }, place);
  t.equal(files.hosts, 'fa:16:3e:07:00:05,10.7.0.5,[fd07::5],web\nfa:16:3e:07:00:06,10.7.0.6\n');
  t.equal(files.names, '10.7.0.5 web\nfd07::5 web\n');
  t.match(files.config, /^dhcp-ignore=tag:!known$/m);
  t.match(files.config, /^dhcp-range=set:s1,fd07::,static,64,86400s$/m);
});

t.test('a client is told gateway, routes, name servers and MTU of its subnet', async (t) => {
  const { config } = dnsmasqFiles(networkMap({ subnets: [{ ...four, nameservers: ['192.0.2.53'], routes: [{ destination: '10.9.0.0/16', nexthop: '10.7.0.9' }] }], dns_domain: 'example.org.' }), place);
  for (const line of [
    'dhcp-range=set:s0,10.7.0.0,static,255.255.255.0,86400s', 'dhcp-option=tag:s0,option:router,10.7.0.1', 'dhcp-option=tag:s0,option:dns-server,192.0.2.53', 'dhcp-option=tag:s0,option:mtu,1450',
    'dhcp-option=tag:s0,option:classless-static-route,10.9.0.0/16,10.7.0.9,169.254.169.254/32,10.7.0.1,0.0.0.0/0,10.7.0.1', 'domain=example.org', 'local=/example.org/',
  ]) t.ok(config.split('\n').includes(line), line);
});

t.test('advertisements alone, without addresses to hand out', async (t) => {
  const { config } = dnsmasqFiles(networkMap({ subnets: [{ ...six, dhcp: false, ipv6_ra: true }] }), place);
  t.match(config, /^dhcp-range=set:s0,fd07::,ra-only,64$/m);
  t.match(config, /^enable-ra$/m);
});
