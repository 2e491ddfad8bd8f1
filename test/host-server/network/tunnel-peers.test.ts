import t from 'tap';
import { gatewayMacOf } from '../../../host-server/network/port-record.ts';
import { fdbChanges, tunnelPeers } from '../../../host-server/network/tunnel-peers.ts';
import { networkMap, portMap } from '../../kit/network-map.ts';

const [here, there] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const bare = networkMap({ hosts: [{ id: here, tunnel_ip: '192.0.2.1' }, { id: there, tunnel_ip: '192.0.2.2' }] });
const map = { ...bare, ports: [portMap(bare, '10.7.0.5', { host_id: here }), portMap(bare, '10.7.0.6', { host_id: there }), portMap(bare, '10.7.0.7')] };
const self = { hostId: here, tunnelIp: '192.0.2.1' };

t.test('ports of other hosts lead to their host, what goes to all to every host, and nothing to this one', async (t) => {
  t.same(tunnelPeers(map, self, undefined), [{ mac: '00:00:00:00:00:00', dst: '192.0.2.2' }, { mac: 'fa:16:3e:07:00:06', dst: '192.0.2.2' }]);
  t.same(tunnelPeers(map, self, there).at(-1), { mac: gatewayMacOf(map.id), dst: '192.0.2.2' }, 'the way out of the router');
  t.same(tunnelPeers({ ...map, hosts: map.hosts.slice(0, 1) }, self, here), []);
});

t.test('only what differs is said', async (t) => {
  const entries = tunnelPeers(map, self, undefined);
  t.same(fdbChanges('st0', entries, entries), []);
  t.same(fdbChanges('st0', entries.slice(0, 1), entries.slice(1)), ['fdb del 00:00:00:00:00:00 dev st0 dst 192.0.2.2 self', 'fdb append fa:16:3e:07:00:06 dev st0 dst 192.0.2.2 self permanent']);
});
