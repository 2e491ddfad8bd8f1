import type { Test } from 'tap';
import type { NetworkMap } from '../../host-server/network/network-map.ts';
import { walk } from '../../region/networks/trace/walk.ts';
import type { Walk } from '../../region/networks/trace/walk.ts';
import type { NetworkLab } from './network-lab.ts';

/** Computes a trace as the region does, and asks each switch that it names: all must say what was computed. */
export async function tracesAgree(t: Test, maps: NetworkMap[], asked: { from: string; to: string; protocol: 'icmp' | 'tcp' | 'udp'; port?: number | undefined }, labOf: (hostId: string) => NetworkLab): Promise<Walk> {
  const map = maps.find(({ ports }) => ports.some(({ id }) => id === asked.from));
  const from = map?.ports.find(({ id }) => id === asked.from);
  if (map === undefined || from === undefined) throw new TypeError('the sender is in none of the maps');
  const { to, protocol, port } = asked;
  const computed = walk({ maps, isRunning: () => true }, { map, from, source: from.fixed_ips[0]?.ip_address ?? '', to, protocol, port });
  for (const probe of computed.probes) {
    const said = await labOf(probe.hostId).network.trace(probe.networkId, {
      from_port_id: probe.fromPortId, from_ip: probe.source, to_ip: probe.to, protocol, half: probe.half,
      ...(probe.toMac === undefined ? {} : { to_mac: probe.toMac }), ...(port === undefined ? {} : { port }),
    });
    const what = `${protocol} ${port ?? ''} to ${to}, ${probe.side}: ${said.verdict}. ${said.reason}`;
    t.ok(probe.expected.includes(said.verdict), what, { computed: computed.path, steps: said.steps });
    if (probe.portId !== undefined) t.equal(said.port_id, probe.portId, 'at that port');
  }
  t.ok(computed.probes.length > 0, 'a switch was asked');
  return computed;
}
