import { badRequest, notFound } from '../../../openapi/serve/fault.ts';
import type { components } from '../../../openapi/generated/host.ts';
import type { NetworkMap, PortMap } from '../network-map.ts';
import { gatewayMacOf } from '../port-record.ts';
import type { BridgePort } from '../port-record.ts';
import { isIPv6 } from '../program/tables.ts';

export type TraceRequest = components['schemas']['TraceRequest'];

/** The packet of a question, in the switch's words. Throws what the question lacks. */
export function tracedPacket(map: NetworkMap, request: TraceRequest, ports: readonly BridgePort[]): string {
  const from = map.ports.find(({ id }) => id === request.from_port_id);
  const isSix = isIPv6(request.to_ip);
  const source = request.from_ip ?? from?.fixed_ips.find(({ ip_address: address }) => isIPv6(address) === isSix)?.ip_address;
  if (from === undefined && (request.half === 'all' || source === undefined)) throw notFound('port', request.from_port_id);
  if (source === undefined || isIPv6(source) !== isSix) throw badRequest(`Port ${request.from_port_id} has no ${isSix ? 'IPv6' : 'IPv4'} address to send to ${request.to_ip} from.`, { field: 'to_ip' });
  // What was routed on its way has the gateway's MAC as its sender's.
  const sender = from?.mac_address ?? gatewayMacOf(map.id);
  const mac = request.to_mac ?? targetOf(map, request.to_ip, from)?.mac_address ?? gatewayMacOf(map.id);
  return [entryOf(map, request, ports), `dl_src=${sender.toLowerCase()}`, `dl_dst=${mac.toLowerCase()}`, protocolOf(request, isSix), `${isSix ? 'ipv6_src' : 'nw_src'}=${source}`, `${isSix ? 'ipv6_dst' : 'nw_dst'}=${request.to_ip}`, 'nw_ttl=64'].join(',');
}

/** A port of the sender's own subnets; everything else it sends to its gateway. */
function targetOf(map: NetworkMap, address: string, from: PortMap | undefined): PortMap | undefined {
  const near = new Set(from?.fixed_ips.map(({ subnet_id: id }) => id));
  return map.ports.find((port) => port.fixed_ips.some((fixed) => fixed.ip_address === address && (from === undefined || near.has(fixed.subnet_id))));
}

function entryOf(map: NetworkMap, request: TraceRequest, ports: readonly BridgePort[]): string {
  if (request.half === 'router') {
    const leg = ports.find((port) => port.role === 'leg' && port.networkId === map.router?.id);
    if (leg === undefined) throw badRequest(`Network ${map.id} has no router on this host that leads outside.`, { field: 'half' });
    return `in_port=${leg.ofport}`;
  }
  if (request.half === 'ingress') {
    const tunnel = ports.find((port) => port.role === 'tunnel' && port.networkId === map.id);
    if (tunnel !== undefined) return `in_port=${tunnel.ofport}`;
    const uplink = map.physical_network === undefined ? undefined : ports.find((port) => port.role === 'uplink' && port.physicalNetwork === map.physical_network);
    if (uplink === undefined) throw badRequest(`Network ${map.id} has no other host that a packet could come from.`, { field: 'half' });
    return [`in_port=${uplink.ofport}`, ...(map.type === 'vlan' && map.vlan_id !== undefined ? [`dl_vlan=${map.vlan_id}`] : [])].join(',');
  }
  const port = ports.find(({ portId }) => portId === request.from_port_id);
  if (port === undefined) throw notFound('plugged port', request.from_port_id);
  return `in_port=${port.ofport}`;
}

function protocolOf({ protocol = 'icmp', port }: TraceRequest, isSix: boolean): string {
  if (protocol === 'icmp') return isSix ? 'icmp6,icmpv6_type=128,icmpv6_code=0' : 'icmp,icmp_type=8,icmp_code=0';
  if (port === undefined) throw badRequest(`A ${protocol} packet needs a destination port.`, { field: 'port' });
  return `${protocol}${isSix ? '6' : ''},${protocol}_src=40000,${protocol}_dst=${port}`;
}
