import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';
import type { RegionWorld } from '../../kit/region-world.ts';

async function createServer(world: RegionWorld, name: string, extra: object = {}): Promise<string> {
  const { body } = await world.demo.compute.call('createServer', { body: { server: { name, imageRef: world.imageId, flavorRef: '42', ...extra } } });
  const id = body.server?.id ?? '';
  await world.until(async () => (await world.demo.compute.call('getServer', { path: { id } })).body.server.status === 'ACTIVE', `${name} to run`);
  return id;
}

async function destroy(world: RegionWorld, id: string): Promise<void> {
  await world.demo.compute.call('deleteServer', { path: { id } });
  await world.until(async () => !(await world.demo.compute.call('listServers')).body.servers.some((server) => server.id === id), 'it to be gone');
}

void t.test('a host holds the map of a network before it is given a server on it, and forgets it after the last', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const held: boolean[] = [];
  const host = await world.host({
    converge: (spec) => {
      if (spec.desired !== 'absent') held.push(spec.ports.every((port) => host.networks.has(port.network_id)));
      return spec.desired === 'absent' ? { status: 'absent' } : { status: 'running' };
    },
  });
  const first = await createServer(world, 'first');
  const [map] = [...host.networks.values()];
  const networkId = map?.id ?? '';
  t.match(map, { type: 'vxlan', mtu: 1450, port_security: true, subnets: [{ ip_version: 4, dhcp: true }], ports: [{ server_id: first, host_id: host.id, dns_name: 'first' }] });
  const [group] = map?.security_groups ?? [];
  t.match(group, { stateful: true, members: [map?.ports[0]?.fixed_ips[0]?.ip_address] });
  t.equal(group?.rules.length, 4);

  const second = await createServer(world, 'second');
  await world.until(() => Promise.resolve(host.networks.get(networkId)?.ports.length === 2), 'the map with both servers');
  t.equal(host.networks.get(networkId)?.security_groups[0]?.members.length, 2, 'a new member is in the group at once');
  t.notOk(held.includes(false));

  t.equal(map?.multicast, false);
  t.match((await world.demo.sampan.call('updateNetworkView', { path: { id: networkId }, body: { multicast: true } })).body, { id: networkId, multicast: true });
  await world.until(() => Promise.resolve(host.networks.get(networkId)?.multicast === true), 'multicast at the host');
  t.equal((await world.demo.sampan.call('getNetworkView', { path: { id: networkId } })).body.multicast, true);

  const rule = { security_group_id: group?.id ?? '', direction: 'ingress' as const, protocol: 'tcp', port_range_min: 22, port_range_max: 22 };
  const made = await world.demo.network.call('createSecurityGroupRules', { body: { security_group_rule: rule } });
  await world.until(() => Promise.resolve(host.networks.get(networkId)?.security_groups[0]?.rules.some(({ protocol }) => protocol === 6)), 'the rule at the host');
  await world.demo.network.call('deleteSecurityGroupRule', { path: { id: made.body.security_group_rule?.id ?? '' } });
  await world.until(() => Promise.resolve(host.networks.get(networkId)?.security_groups[0]?.rules.length === 4), 'the rule to be gone');

  await destroy(world, first);
  await destroy(world, second);
  await world.until(() => Promise.resolve(host.networks.size === 0), 'the host to forget the network');
});

void t.test('a host that was away, or lost its maps, gets the newest', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const id = await createServer(world, 'one');
  const [networkId = ''] = [...host.networks.keys()];
  (host.networks as Map<string, unknown>).clear();
  await host.heartbeat();
  await world.until(() => Promise.resolve(host.networks.has(networkId)), 'the map to be back');
  await host.leave();
  await world.demo.network.call('updateNetwork', { path: { id: networkId }, body: { network: { mtu: 1300 } } });
  await host.comeBack();
  await world.until(() => Promise.resolve(host.networks.get(networkId)?.mtu === 1300), 'the change that it missed');
  await destroy(world, id);
});

void t.test('a router carries a network to hosts that have none of its ports', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const { network, compute } = world.demo;
  const host = await world.host();
  const make = async (name: string, cidr: string): Promise<{ networkId: string; subnetId: string }> => {
    const networkId = (await network.call('createNetworks', { body: { network: { name } } })).body.network?.id ?? '';
    return { networkId, subnetId: (await network.call('createSubnets', { body: { subnet: { network_id: networkId, cidr, ip_version: 4 } } })).body.subnet?.id ?? '' };
  };
  const near = await make('near', '10.6.0.0/24');
  const far = await make('far', '10.6.1.0/24');
  await t.rejects(compute.call('createServer', { body: { server: { name: 'x', imageRef: world.imageId, flavorRef: '42' } } }), { status: 409, message: /Multiple possible networks/ });
  const { port } = (await network.call('createPorts', { body: { port: { network_id: near.networkId, fixed_ips: [{ ip_address: '10.6.0.77' }], name: 'mine' } } })).body;
  const portId = port?.id ?? '';
  const id = await createServer(world, 'routed', { networks: [{ port: portId }] });
  t.match(host.specs.get(id)?.ports, [{ id: portId, fixed_ips: [{ ip_address: '10.6.0.77', gateway_ip: '10.6.0.1' }] }]);
  t.notOk(host.networks.has(far.networkId));

  const router = (await network.call('createRouters', { body: { router: { name: 'r' } } })).body.router?.id ?? '';
  for (const { subnetId } of [near, far]) await network.call('addRouterInterface', { path: { id: router }, body: { subnet_id: subnetId } });
  await world.until(() => Promise.resolve(host.networks.has(far.networkId)), 'the network beside');
  await world.until(() => Promise.resolve(host.networks.get(near.networkId)?.router?.interfaces.length === 2), 'both legs');
  t.match(host.networks.get(near.networkId)?.router, { id: router, interfaces: [{ ip_address: '10.6.0.1' }, { ip_address: '10.6.1.1' }] });
  await network.call('removeRouterInterface', { path: { id: router }, body: { subnet_id: far.subnetId } });
  await world.until(() => Promise.resolve(!host.networks.has(far.networkId)), 'the network beside to be forgotten');

  await destroy(world, id);
  t.match((await network.call('getPort', { path: { id: portId } })).body.port, { device_id: '', device_owner: '', status: 'DOWN' }, "a user's own port is kept");
  await world.until(() => Promise.resolve(host.networks.size === 0), 'nothing to be left');
});
