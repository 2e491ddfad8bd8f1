import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('the network API answers as Neutron does', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const { demo, admin } = world;

  const idOf = (thing: { id?: string } | undefined): string => thing?.id ?? '';

  async function makeNetwork(name: string, cidr?: string): Promise<{ networkId: string; subnetId: string }> {
    const networkId = idOf((await demo.network.call('createNetworks', { body: { network: { name } } })).body.network);
    if (cidr === undefined) return { networkId, subnetId: '' };
    const subnetId = idOf((await demo.network.call('createSubnets', { body: { subnet: { network_id: networkId, cidr, ip_version: 4 } } })).body.subnet);
    return { networkId, subnetId };
  }

  await t.test('networks are made one by one and in bulk, and every field finds them again', async (t) => {
    const { body } = await demo.network.call('createNetworks', { body: { networks: [{ name: 'one' }, { name: 'two', admin_state_up: false, description: 'second' }] } });
    t.match(body.networks, [{ name: 'one', status: 'ACTIVE', admin_state_up: true, shared: false, revision_number: 1, subnets: [] }, { name: 'two', admin_state_up: false }]);
    t.notOk(body.networks?.[0] && 'provider:network_type' in body.networks[0], 'tenants do not see how a network is carried');
    const names = async (query: object): Promise<(string | undefined)[]> => (await demo.network.call('listNetworks', { query: { sort_key: ['name'], ...query } })).body.networks.map(({ name }) => name);
    t.same(await names({ name: ['one', 'two'] }), ['one', 'two']);
    t.same(await names({ admin_state_up: ['False'] }), ['two']);
    t.same(await names({ description: ['second'] }), ['two']);
    t.same(await names({ name: ['one', 'two'], sort_dir: ['desc'] }), ['two', 'one']);
    t.same((await demo.network.call('listNetworks', { query: { name: ['two'], fields: ['name', 'id'] } })).body.networks.map((network) => Object.keys(network)), [['id', 'name']]);
    t.same((await demo.network.call('listNetworks', { query: { name: ['two'], fields: ["('id', 'name')"] } })).body.networks.map((network) => Object.keys(network)), [['id', 'name']]);
    const updated = await demo.network.call('updateNetwork', { path: { id: idOf(body.networks?.[0]) }, body: { network: { name: 'first', mtu: 1400 } } });
    t.match(updated.body.network, { name: 'first', mtu: 1400, revision_number: 2 });
    await t.rejects(demo.network.call('createNetworks', { body: { network: { name: 'x', shared: true } } }), { name: 'Fault', status: 403 });
    await t.rejects(demo.network.call('getNetwork', { path: { id: 'no-such' } }), { status: 404, message: /Network no-such could not be found/ });
    await t.rejects(demo.network.call('listNetworks', { query: { admin_state_up: ['perhaps'] } }), { name: 'Fault', status: 400 });
  });

  await t.test('pages go by a marker in both directions', async (t) => {
    await demo.network.call('createNetworks', { body: { networks: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, description: 'paged' })) } });
    const list = (query: object) => demo.network.call('listNetworks', { query: { description: ['paged'], sort_key: ['name'], limit: 2, ...query } }).then(({ body }) => body);
    const first = await list({});
    t.same(first.networks.map(({ name }) => name), ['a', 'b']);
    t.match(first.networks_links, [{ rel: 'next', href: /marker=/ }]);
    const second = await list({ marker: idOf(first.networks[1]) });
    t.same(second.networks.map(({ name }) => name), ['c', 'd']);
    t.same(second.networks_links?.map(({ rel }) => rel), ['next', 'previous']);
    const last = await list({ marker: idOf(second.networks[1]) });
    t.same([last.networks.map(({ name }) => name), last.networks_links?.map(({ rel }) => rel)], [['e'], ['previous']]);
    t.same((await list({ marker: idOf(second.networks[0]), page_reverse: true })).networks.map(({ name }) => name), ['a', 'b']);
    await t.rejects(list({ marker: 'no-such' }), { name: 'Fault', status: 404 });
    await t.rejects(list({ limit: -1 }), { name: 'Fault', status: 400 });
  });

  await t.test('provider networks are for admins, and no two share a segment', async (t) => {
    const vlan = { 'provider:network_type': 'vlan' as const, 'provider:physical_network': 'physnet1', 'provider:segmentation_id': 100 };
    await t.rejects(demo.network.call('createNetworks', { body: { network: vlan } }), { name: 'Fault', status: 403 });
    const { network } = (await admin.network.call('createNetworks', { body: { network: { name: 'vlan', shared: true, ...vlan } } })).body;
    t.match(network, { ...vlan, mtu: 1500, shared: true });
    await t.rejects(admin.network.call('createNetworks', { body: { network: vlan } }), { status: 409, message: /VLAN 100/ });
    await t.rejects(admin.network.call('createNetworks', { body: { network: { 'provider:network_type': 'vlan' } } }), { status: 400, message: /physical_network/ });
    t.equal((await demo.network.call('listNetworks', { query: { shared: ['true'] } })).body.networks.length, 1, 'a shared network is seen by all');
    await t.rejects(demo.network.call('updateNetwork', { path: { id: idOf(network) }, body: { network: { name: 'mine' } } }), { name: 'Fault', status: 403 });
  });

  await t.test('a subnet gets a gateway and pools, and is refused with its reason', async (t) => {
    const { networkId } = await makeNetwork('subnets');
    const create = (subnet: object) => demo.network.call('createSubnets', { body: { subnet: { network_id: networkId, ip_version: 4, ...subnet } } }).then(({ body }) => body.subnet);
    const plain = await create({ cidr: '10.1.0.7/24' });
    t.match(plain, { cidr: '10.1.0.0/24', gateway_ip: '10.1.0.1', enable_dhcp: true, allocation_pools: [{ start: '10.1.0.2', end: '10.1.0.254' }] });
    t.match(await create({ cidr: '10.1.1.0/24', gateway_ip: null }), { gateway_ip: null, allocation_pools: [{ start: '10.1.1.1', end: '10.1.1.254' }] });
    t.match(await create({ cidr: '10.1.2.0/24', gateway_ip: '10.1.2.100' }), { allocation_pools: [{ start: '10.1.2.1', end: '10.1.2.99' }, { start: '10.1.2.101', end: '10.1.2.254' }] });
    t.match(await create({ cidr: 'fd00:5::/64', ip_version: 6, ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' }), { gateway_ip: 'fd00:5::1', ipv6_ra_mode: 'slaac' });
    for (const [subnet, message] of [
      [{ cidr: '10.1.0.128/25' }, /overlaps/],
      [{ cidr: '10.1.9.0/24', ip_version: 6 }, /ip_version/],
      [{ cidr: 'ten' }, /not a valid IP subnet/],
      [{ cidr: '10.1.9.0/24', gateway_ip: '10.2.0.1' }, /Gateway is not valid/],
      [{ cidr: '10.1.9.0/24', allocation_pools: [{ start: '10.1.9.9', end: '10.1.9.2' }] }, /ends before/],
      [{ cidr: '10.1.9.0/24', allocation_pools: [{ start: '10.1.9.1', end: '10.1.9.9' }] }, /conflicts with allocation pool/],
      [{ cidr: '10.1.9.0/24', allocation_pools: [{ start: '10.1.8.1', end: '10.1.9.9' }] }, /beyond/],
      [{ cidr: '10.1.9.0/24', dns_nameservers: ['nowhere'] }, /valid nameserver/],
      [{ cidr: '10.1.9.0/24', host_routes: [{ destination: '0.0.0.0/0', nexthop: 'fd00::1' }] }, /nexthop/],
      [{ cidr: '10.1.9.0/24', ipv6_ra_mode: 'slaac' }, /ip_version is 4/],
    ] as const) await t.rejects(create(subnet), { status: 400, message }, JSON.stringify(subnet));
    const changed = await demo.network.call('updateSubnet', { path: { id: idOf(plain) }, body: { subnet: { allocation_pools: [{ start: '10.1.0.50', end: '10.1.0.60' }], dns_nameservers: ['9.9.9.9'] } } });
    t.match(changed.body.subnet, { allocation_pools: [{ start: '10.1.0.50', end: '10.1.0.60' }], dns_nameservers: ['9.9.9.9'] });
    const { port } = (await demo.network.call('createPorts', { body: { port: { network_id: networkId, fixed_ips: [{ subnet_id: idOf(plain) }] } } })).body;
    t.match(port?.fixed_ips, [{ ip_address: '10.1.0.50' }]);
    await t.rejects(demo.network.call('deleteSubnet', { path: { id: idOf(plain) } }), { status: 409, message: /IP allocation/ });
    await t.rejects(demo.network.call('deleteNetwork', { path: { id: networkId } }), { name: 'Fault', status: 409 });
    await demo.network.call('deletePort', { path: { id: idOf(port) } });
    await demo.network.call('deleteNetwork', { path: { id: networkId } });
  });

  await t.test('ports have addresses, groups, pairs and options, and are changed', async (t) => {
    const { networkId, subnetId } = await makeNetwork('ports', '10.2.0.0/24');
    const { port } = (await demo.network.call('createPorts', { body: { port: { network_id: networkId, name: 'p', fixed_ips: [{ ip_address: '10.2.0.9' }], allowed_address_pairs: [{ ip_address: '10.2.0.0/28' }] } } })).body;
    t.match(port, { status: 'DOWN', fixed_ips: [{ subnet_id: subnetId, ip_address: '10.2.0.9' }], port_security_enabled: true, device_id: '' });
    const groups = (await demo.network.call('listSecurityGroups')).body.security_groups;
    t.same(port?.security_groups, [idOf(groups[0])], 'the default group is for ports that name none');
    t.notOk(port && 'binding:host_id' in port);
    const find = (query: object) => demo.network.call('listPorts', { query }).then(({ body }) => body.ports.map(({ name }) => name));
    t.same(await find({ fixed_ips: ['ip_address=10.2.0.9'] }), ['p']);
    t.same(await find({ fixed_ips: [`subnet_id=${subnetId}`] }), ['p']);
    t.same(await find({ mac_address: [(port?.mac_address ?? '').toUpperCase()] }), ['p']);
    t.same(await find({ network_id: [networkId], security_groups: [idOf(groups[0])] }), ['p']);
    const update = (change: object) => demo.network.call('updatePort', { path: { id: idOf(port) }, body: { port: change } }).then(({ body }) => body.port);
    t.match(await update({ fixed_ips: [{ ip_address: '10.2.0.9' }, { subnet_id: subnetId }] }), { fixed_ips: [{ ip_address: '10.2.0.2' }, { ip_address: '10.2.0.9' }] });
    await t.rejects(update({ port_security_enabled: false }), { status: 409, message: /security group/ });
    t.match(await update({ security_groups: [], allowed_address_pairs: [], port_security_enabled: false }), { port_security_enabled: false, security_groups: [] });
    await t.rejects(update({ fixed_ips: [{ ip_address: '10.3.0.1' }] }), { status: 400, message: /not a valid IP for any/ });
    await t.rejects(update({ security_groups: ['a0b1c2d3-1111-4222-8333-444455556666'] }), { name: 'Fault', status: 404 });
    await t.rejects(demo.network.call('createPorts', { body: { port: { network_id: networkId, fixed_ips: [{ ip_address: '10.2.0.9' }] } } }), { status: 409, message: /already allocated/ });
    await demo.network.call('deletePort', { path: { id: idOf(port) } });
    t.same(await find({ network_id: [networkId] }), []);
  });

  await t.test('groups begin with what may leave, rules are refused twice, and what is in use stays', async (t) => {
    const groups = (await demo.network.call('listSecurityGroups', { query: { name: ['default'] } })).body.security_groups;
    t.equal(groups.length, 1);
    t.equal(groups[0]?.security_group_rules?.length, 4);
    const { security_group: web } = (await demo.network.call('createSecurityGroups', { body: { security_group: { name: 'web' } } })).body;
    t.same(web?.security_group_rules?.map(({ direction, ethertype }) => `${direction} ${ethertype}`).sort(), ['egress IPv4', 'egress IPv6']);
    const rule = (asked: object) => demo.network.call('createSecurityGroupRules', { body: { security_group_rule: { security_group_id: idOf(web), direction: 'ingress', ...asked } } }).then(({ body }) => body.security_group_rule);
    t.match(await rule({ protocol: 'tcp', port_range_min: 80, port_range_max: 80, remote_ip_prefix: '10.0.0.9/8' }), { protocol: 'tcp', remote_ip_prefix: '10.0.0.0/8', ethertype: 'IPv4' });
    await t.rejects(rule({ protocol: 6, port_range_min: 80, port_range_max: 80, remote_ip_prefix: '10.0.0.0/8' }), { status: 409, message: /already exists/ }, 'tcp by its number is the same');
    t.match(await rule({ protocol: 'icmp', port_range_min: 8 }), { port_range_min: 8, port_range_max: null });
    t.match(await rule({ remote_group_id: idOf(groups[0]) }), { remote_group_id: idOf(groups[0]) });
    await t.rejects(rule({ port_range_min: 80, port_range_max: 90 }), { status: 400, message: /protocol/ });
    await t.rejects(rule({ protocol: 'tcp', port_range_min: 90, port_range_max: 80 }), { name: 'Fault', status: 400 });
    await t.rejects(rule({ remote_ip_prefix: 'fd00::/8' }), { status: 400, message: /Conflicting/ });
    await t.rejects(demo.network.call('createSecurityGroups', { body: { security_group: { name: 'default' } } }), { name: 'Fault', status: 409 });
    await t.rejects(demo.network.call('deleteSecurityGroup', { path: { id: idOf(groups[0]) } }), { name: 'Fault', status: 409 });
    await demo.network.call('deleteSecurityGroup', { path: { id: idOf(web) } });
    await t.rejects(demo.network.call('getSecurityGroup', { path: { id: idOf(web) } }), { status: 404, message: /Security group/ });
  });

  await t.test('a router joins subnets and leads out; a floating address stands for a port', async (t) => {
    const inner = await makeNetwork('inner', '10.4.0.0/24');
    const second = await makeNetwork('second', '10.4.1.0/24');
    const clash = await makeNetwork('clash', '10.4.0.0/25');
    const outside = idOf((await admin.network.call('createNetworks', { body: { network: { name: 'outside', 'router:external': true, 'provider:network_type': 'flat', 'provider:physical_network': 'out' } } })).body.network);
    await admin.network.call('createSubnets', { body: { subnet: { network_id: outside, cidr: '203.0.113.0/28', ip_version: 4 } } });
    const { router } = (await demo.network.call('createRouters', { body: { router: { name: 'r', external_gateway_info: { network_id: outside } } } })).body;
    const path = { id: idOf(router) };
    t.match(router, { external_gateway_info: { network_id: outside, enable_snat: true, external_fixed_ips: [{ ip_address: '203.0.113.2' }] } });
    const leg = await demo.network.call('addRouterInterface', { path, body: { subnet_id: inner.subnetId } });
    t.match(leg.body, { id: path.id, subnet_id: inner.subnetId, network_id: inner.networkId });
    await demo.network.call('addRouterInterface', { path, body: { subnet_id: second.subnetId } });
    await t.rejects(demo.network.call('addRouterInterface', { path, body: { subnet_id: clash.subnetId } }), { status: 400, message: /overlaps/ });
    await t.rejects(demo.network.call('addRouterInterface', { path, body: { subnet_id: inner.subnetId } }), { status: 400, message: /already has a port/ });
    await t.rejects(demo.network.call('deleteRouter', { path }), { status: 409, message: /still has ports/ });
    await t.rejects(demo.network.call('updateRouter', { path, body: { router: { routes: [{ destination: '10.9.0.0/24', nexthop: '10.8.0.1' }] } } }), { status: 400, message: /not connected/ });
    t.match((await demo.network.call('updateRouter', { path, body: { router: { routes: [{ destination: '10.9.0.0/24', nexthop: '10.4.0.7' }] } } })).body.router, { routes: [{ nexthop: '10.4.0.7' }] });

    const { port } = (await demo.network.call('createPorts', { body: { port: { network_id: inner.networkId } } })).body;
    const { floatingip } = (await demo.network.call('createFloatingIps', { body: { floatingip: { floating_network_id: outside, port_id: idOf(port) } } })).body;
    t.match(floatingip, { floating_ip_address: '203.0.113.3', fixed_ip_address: '10.4.0.2', router_id: path.id, status: 'ACTIVE' });
    await t.rejects(demo.network.call('createFloatingIps', { body: { floatingip: { floating_network_id: outside, port_id: idOf(port) } } }), { status: 409, message: /already has a floating/ });
    await t.rejects(demo.network.call('removeRouterInterface', { path, body: { subnet_id: inner.subnetId } }), { name: 'Fault', status: 409 });
    await t.rejects(demo.network.call('updateRouter', { path, body: { router: { external_gateway_info: {} } } }), { status: 409, message: /required by one or more floating/ });
    const lonely = await makeNetwork('lonely', '10.5.0.0/24');
    const other = (await demo.network.call('createPorts', { body: { port: { network_id: lonely.networkId } } })).body.port;
    await t.rejects(demo.network.call('updateFloatingIp', { path: { id: idOf(floatingip) }, body: { floatingip: { port_id: idOf(other) } } }), { status: 404, message: /not reachable/ });
    t.match((await demo.network.call('updateFloatingIp', { path: { id: idOf(floatingip) }, body: { floatingip: { port_id: null } } })).body.floatingip, { status: 'DOWN', port_id: null });
    await demo.network.call('deleteFloatingIp', { path: { id: idOf(floatingip) } });
    await demo.network.call('updateRouter', { path, body: { router: { routes: [] } } });
    await demo.network.call('removeRouterInterface', { path, body: { subnet_id: inner.subnetId } });
    await demo.network.call('removeRouterInterface', { path, body: { port_id: (await demo.network.call('listPorts', { query: { device_id: [path.id] } })).body.ports[0]?.id ?? '' } });
    await demo.network.call('deleteRouter', { path });
    t.same((await admin.network.call('listPorts', { query: { network_id: [outside] } })).body.ports, [], 'all outer addresses are back');
  });

  await t.test('tags, quotas, policies, agents and extensions answer', async (t) => {
    const { networkId } = await makeNetwork('tagged');
    const target = { collection: 'networks' as const, id: networkId };
    await demo.network.call('replaceTags', { path: target, body: { tags: ['red', 'blue'] } });
    await demo.network.call('addTag', { path: { ...target, tag: 'green' } });
    await demo.network.call('deleteTag', { path: { ...target, tag: 'blue' } });
    const found = async (query: object) => (await demo.network.call('listNetworks', { query })).body.networks.map(({ name }) => name);
    t.same([await found({ tags: ['red,green'] }), await found({ tags: ['red,blue'] }), await found({ 'tags-any': ['red,blue'] })], [['tagged'], [], ['tagged']]);
    t.notOk((await found({ 'not-tags': ['red'] })).includes('tagged'));

    const { projectId } = await world.region.identity.verifier.verify(await demo.tokens.token());
    const project = { project_id: projectId ?? '' };
    await admin.network.call('updateNetworkQuota', { path: project, body: { quota: { router: 0 } } });
    await t.rejects(demo.network.call('createRouters', { body: { router: { name: 'r' } } }), { status: 409, message: /Quota exceeded for resources: \['router'\]/ });
    await t.rejects(demo.network.call('updateNetworkQuota', { path: project, body: { quota: { router: 5 } } }), { name: 'Fault', status: 403 });
    await admin.network.call('deleteNetworkQuota', { path: project });
    t.match((await demo.network.call('getNetworkQuota', { path: project })).body.quota, { router: 10, port: 500 });

    const policy = idOf((await admin.network.call('createQosPolicies', { body: { policy: { name: 'slow', shared: true } } })).body.policy);
    await admin.network.call('createBandwidthLimitRule', { path: { id: policy }, body: { bandwidth_limit_rule: { max_kbps: 1000, direction: 'egress' } } });
    await t.rejects(admin.network.call('createBandwidthLimitRule', { path: { id: policy }, body: { bandwidth_limit_rule: { max_kbps: 1, direction: 'egress' } } }), { name: 'Fault', status: 409 });
    await demo.network.call('updateNetwork', { path: { id: networkId }, body: { network: { qos_policy_id: policy } } });
    await t.rejects(admin.network.call('deleteQosPolicy', { path: { id: policy } }), { status: 409, message: /is used by network/ });

    await world.host();
    t.match((await admin.network.call('listAgents')).body.agents, [{ host: 'host-1', alive: true, agent_type: 'Open vSwitch agent' }]);
    t.ok((await demo.network.call('listExtensions')).body.extensions.some(({ alias }) => alias === 'security-group'));
    t.equal((await admin.network.call('listIpAvailabilities', { query: { network_id: [networkId] } })).body.network_ip_availabilities.length, 1);
  });
});
