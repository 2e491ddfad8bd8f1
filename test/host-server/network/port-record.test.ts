import t from 'tap';
import type { NetworkSpec, PortSpec } from '../../../host-server/network/network.ts';
import { externalIds, gatewayRecord, portRoleOf, readPortRecord, sameRecord, serverRecord } from '../../../host-server/network/port-record.ts';

const network: NetworkSpec = {
  id: '3f2a1b9c-77de-4c11-9d6c-0a7f4c9f2e11', name: 'net', segment: 12, cidr: '10.0.0.0/24', gatewayIp: '10.0.0.1', mtu: 1450,
};
const port: PortSpec = {
  id: 'c0ffee00-1234-4567-89ab-0123456789ab', networkId: network.id, serverId: 'a1b2c3d4-0000-4000-8000-000000000000',
  macAddress: 'FA:16:3E:00:00:01', fixedIps: [{ ipAddress: '10.0.0.5', prefixLength: 24 }],
};

t.test('what is written to the switch is read back as it was', async t => {
  for (const record of [serverRecord(network, port), gatewayRecord(network)]) {
    const read = readPortRecord(record.deviceName, externalIds('br', record));
    t.same(read, record);
    t.ok(read !== undefined && sameRecord(read, record));
  }
});

t.test('a device name fits the kernel\'s 15 characters and tells the role', async t => {
  t.equal(serverRecord(network, port).deviceName, 'svc0ffee00123');
  t.equal(portRoleOf('svc0ffee00123'), 'server');
  t.equal(portRoleOf(gatewayRecord(network).deviceName), 'gateway');
  t.equal(portRoleOf('svc0ffee0012'), undefined);
  t.equal(portRoleOf('eth0'), undefined);
});

t.test('a gateway is the same on every host and its MAC is a unicast, locally administered one', async t => {
  t.same(gatewayRecord({ ...network }), gatewayRecord(network));
  t.match(gatewayRecord(network).macAddress, /^0e(:[0-9a-f]{2}){5}$/);
  t.match(gatewayRecord(network).portId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  t.not(gatewayRecord(network).portId, gatewayRecord({ ...network, id: port.id }).portId);
});

t.test('strangers\' interfaces are passed over', async t => {
  t.equal(readPortRecord('vnet0', { 'iface-id': 'x', 'attached-mac': 'fa:16:3e:00:00:01' }), undefined);
  t.equal(readPortRecord('sv1', { ...externalIds('br', serverRecord(network, port)), 'sampan-segment': 'many' }), undefined);
});
