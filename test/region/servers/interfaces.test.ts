import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('a living server gets ports, addresses, groups and a floating address, and loses them', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const { compute, network } = world.demo;
  const host = await world.host();
  const make = async (name: string, cidr: string): Promise<{ id: string; subnetId: string }> => {
    const id = (await network.call('createNetworks', { body: { network: { name } } })).body.network?.id ?? '';
    return { id, subnetId: (await network.call('createSubnets', { body: { subnet: { network_id: id, cidr, ip_version: 4 } } })).body.subnet?.id ?? '' };
  };
  const first = await make('first', '10.7.0.0/24');
  const second = await make('second', '10.7.1.0/24');
  const { body } = await compute.call('createServer', { body: { server: { name: 'one', imageRef: world.imageId, flavorRef: '42', networks: [{ uuid: first.id, fixed_ip: '10.7.0.50' }] } } });
  const id = body.server?.id ?? '';
  const path = { id };
  const show = async () => (await compute.call('getServer', { path })).body.server;
  const settled = async (): Promise<void> => {
    await world.until(async () => {
      const server = await show();
      return server.status === 'ACTIVE' && host.specs.get(id)?.ports.length === Object.values(server.addresses).length;
    }, 'the server to have what it should');
  };
  await settled();
  t.match((await show()).addresses, { first: [{ addr: '10.7.0.50', version: 4, 'OS-EXT-IPS:type': 'fixed' }] });
  t.match((await show()).security_groups, [{ name: 'default' }]);

  const attached = (await compute.call('attachInterface', { path, body: { interfaceAttachment: { net_id: second.id, fixed_ips: [{ ip_address: '10.7.1.9' }] } } })).body.interfaceAttachment;
  t.match(attached, { net_id: second.id, fixed_ips: [{ ip_address: '10.7.1.9' }] });
  await settled();
  t.equal((await compute.call('listInterfaces', { path })).body.interfaceAttachments.length, 2);
  await t.rejects(compute.call('attachInterface', { path, body: { interfaceAttachment: { port_id: attached.port_id } } }), { status: 409, message: /still in use/ });
  await t.rejects(compute.call('attachInterface', { path, body: { interfaceAttachment: {} } }), { status: 409, message: /Multiple possible networks/ });
  await compute.call('detachInterface', { path: { id, port_id: attached.port_id } });
  await settled();
  await t.rejects(network.call('getPort', { path: { id: attached.port_id } }), { name: 'Fault', status: 404 }, 'a port that was made for the server is gone');

  const own = (await network.call('createPorts', { body: { port: { network_id: second.id, name: 'own' } } })).body.port?.id ?? '';
  await compute.call('attachInterface', { path, body: { interfaceAttachment: { port_id: own } } });
  await world.until(async () => (await network.call('getPort', { path: { id: own } })).body.port?.status === 'ACTIVE', 'the new port to be up');
  await settled();
  await compute.call('detachInterface', { path: { id, port_id: own } });
  await settled();
  t.match((await network.call('getPort', { path: { id: own } })).body.port, { device_id: '' }, "a user's own port is kept");

  await compute.call('actOnServer', { path, body: { addFixedIp: { networkId: first.id } } });
  await world.until(() => Promise.resolve(host.specs.get(id)?.ports[0]?.fixed_ips.length === 2), 'two addresses');
  await compute.call('actOnServer', { path, body: { removeFixedIp: { address: '10.7.0.50' } } });
  await world.until(() => Promise.resolve(host.specs.get(id)?.ports[0]?.fixed_ips.length === 1), 'one address');
  t.match((await show()).addresses, { first: [{ addr: '10.7.0.2' }] });

  await network.call('createSecurityGroups', { body: { security_group: { name: 'web' } } });
  await compute.call('actOnServer', { path, body: { addSecurityGroup: { name: 'web' } } });
  await compute.call('actOnServer', { path, body: { removeSecurityGroup: { name: 'default' } } });
  t.match((await show()).security_groups, [{ name: 'web' }]);
  t.match((await compute.call('listServerSecurityGroups', { path })).body.security_groups, [{ name: 'web' }]);
  await t.rejects(compute.call('actOnServer', { path, body: { removeSecurityGroup: { name: 'default' } } }), { name: 'Fault', status: 404 });
  await t.rejects(compute.call('actOnServer', { path, body: { addSecurityGroup: { name: 'nothing' } } }), { status: 404, message: /nothing not found/ });

  const outside = (await world.admin.network.call('createNetworks', { body: { network: { name: 'outside', 'router:external': true } } })).body.network?.id ?? '';
  await world.admin.network.call('createSubnets', { body: { subnet: { network_id: outside, cidr: '203.0.113.0/28', ip_version: 4 } } });
  const router = (await network.call('createRouters', { body: { router: { external_gateway_info: { network_id: outside } } } })).body.router?.id ?? '';
  await network.call('addRouterInterface', { path: { id: router }, body: { subnet_id: first.subnetId } });
  const address = (await network.call('createFloatingIps', { body: { floatingip: { floating_network_id: outside } } })).body.floatingip?.floating_ip_address ?? '';
  await compute.call('actOnServer', { path, body: { addFloatingIp: { address } } });
  t.match((await show()).addresses, { first: [{ addr: '10.7.0.2' }, { addr: address, 'OS-EXT-IPS:type': 'floating' }] });
  await world.until(() => Promise.resolve(host.networks.get(first.id)?.ports[0]?.floating_ips?.[0]?.floating_ip === address), 'the host to hear of it');
  t.match(host.networks.get(first.id)?.router, { gateway: { network_id: outside, snat: true, next_hop: '203.0.113.1' } });
  await compute.call('actOnServer', { path, body: { removeFloatingIp: { address } } });
  await compute.call('deleteServer', { path });
  await world.until(async () => (await compute.call('listServers')).body.servers.length === 0, 'it to be gone');
});
