import { badRequest, notFound } from '../../../openapi/serve/fault.ts';
import type { components } from '../../../openapi/generated/host.ts';
import type { NetworkMap } from '../network-map.ts';
import { gatewayMacOf } from '../port-record.ts';
import type { BridgePort } from '../port-record.ts';
import { isIPv6 } from '../program/tables.ts';

export type TraceRequest = components['schemas']['TraceRequest'];

/** The packet of a question, in the switch's words. Throws what the question lacks. */
export function tracedPacket(map: NetworkMap, request: TraceRequest, ports: readonly BridgePort[]): string {
  const from = map.ports.find(({ id }) => id === request.from_port_id);
  if (from === undefined) throw notFound('port', request.from_port_id);
  const isSix = isIPv6(request.to_ip);
  const source = request.from_ip ?? from.fixed_ips.find(({ ip_address: address }) => isIPv6(address) === isSix)?.ip_address;
  if (source === undefined || isIPv6(source) !== isSix) throw badRequest(`Port ${from.id} has no ${isSix ? 'IPv6' : 'IPv4'} address to send to ${request.to_ip} from.`, { field: 'to_ip' });
  const target = map.ports.find((port) => port.fixed_ips.some(({ ip_address: address }) => address === request.to_ip));
  const mac = request.to_mac ?? target?.mac_address ?? gatewayMacOf(map.id);
  return [entryOf(map, request, ports), `dl_src=${from.mac_address.toLowerCase()}`, `dl_dst=${mac.toLowerCase()}`, protocolOf(request, isSix), `${isSix ? 'ipv6_src' : 'nw_src'}=${source}`, `${isSix ? 'ipv6_dst' : 'nw_dst'}=${request.to_ip}`, 'nw_ttl=64'].join(',');
}

function entryOf(map: NetworkMap, request: TraceRequest, ports: readonly BridgePort[]): string {
  if (request.half === 'ingress') {
    const tunnel = ports.find((port) => port.role === 'tunnel' && port.networkId === map.id);
    if (tunnel === undefined) throw badRequest(`Network ${map.id} has no other host that a packet could come from.`, { field: 'half' });
    return `in_port=${tunnel.ofport}`;
  }
  const port = ports.find(({ portId }) => portId === request.from_port_id);
  if (port === undefined) throw notFound('plugged port', request.from_port_id);
  return `in_port=${port.ofport}`;
}

function protocolOf({ protocol = 'icmp', port }: TraceRequest, isSix: boolean): string {
  if (protocol === 'icmp') return isSix ? 'icmp6,icmp_type=128,icmp_code=0' : 'icmp,icmp_type=8,icmp_code=0';
  if (port === undefined) throw badRequest(`A ${protocol} packet needs a destination port.`, { field: 'port' });
  return `${protocol}${isSix ? '6' : ''},tp_src=40000,tp_dst=${port}`;
}
