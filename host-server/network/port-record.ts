import { createHash } from 'node:crypto';
import type { NetworkMap } from './network-map.ts';
import type { NetworkSpec, PortSpec } from './network.ts';

/**
 * All that this host knows of a port on its bridge: enough to compute its flows again and to tell whether it is still
 * what the region wants. It is kept in the external_ids of the port's interface, for us and for the operator
 * (`ovs-vsctl --columns=name,external_ids list interface`).
 */
export interface PortRecord {
  portId: string;
  networkId: string;
  /** Empty for a gateway. */
  serverId: string;
  role: PortRole;
  /** The outer end of the wire, at most 15 characters. */
  deviceName: string;
  segment: number;
  macAddress: string;
  ipAddresses: string[];
  /** Of an uplink. */
  physicalNetwork?: string;
}

/**
 * `tunnel` leads to a network's other hosts, `uplink` to a physical network; `leg` is a router's side towards its networks
 * (its `networkId` is the router's id) and `outside` its side in the external network.
 */
export type PortRole = (typeof portRoles)[number];

const portRoles = ['server', 'gateway', 'tunnel', 'uplink', 'leg', 'outside'] as const;

export interface BridgePort extends PortRecord {
  /** -1 when the switch cannot open the device. */
  ofport: number;
}

export function serverRecord(network: NetworkSpec, port: PortSpec): PortRecord {
  return {
    portId: port.id,
    networkId: network.id,
    serverId: port.serverId,
    role: 'server',
    deviceName: deviceNameFor('server', port.id),
    segment: network.segment,
    macAddress: port.macAddress.toLowerCase(),
    ipAddresses: port.fixedIps.map(ip => ip.ipAddress),
  };
}

/**
 * A network's gateway is the same on every host: its port id and its MAC come from the network's id, so a server that
 * moves to another host finds the neighbour that it knows.
 */
export function gatewayRecord(network: NetworkSpec, map?: NetworkMap): PortRecord {
  const portId = derivedId(`gateway:${network.id}`);
  return {
    portId,
    networkId: network.id,
    serverId: '',
    role: 'gateway',
    deviceName: deviceNameFor('gateway', portId),
    segment: network.segment,
    macAddress: gatewayMacOf(network.id),
    ipAddresses: gatewayAddresses(network, map).map(({ ipAddress }) => ipAddress),
  };
}

/** The gateway's addresses in all subnets that have one. */
export function gatewayAddresses(network: NetworkSpec, map: NetworkMap | undefined): { ipAddress: string; prefixLength: number }[] {
  if (map === undefined) return network.gatewayIp === undefined ? [] : [{ ipAddress: network.gatewayIp, prefixLength: Number(network.cidr?.split('/')[1] ?? 32) }];
  return map.subnets.flatMap(({ gateway_ip: ipAddress, cidr }) => (ipAddress === undefined ? [] : [{ ipAddress, prefixLength: Number(cidr.split('/')[1]) }]));
}

export const gatewayMacOf = (networkId: string): string => derivedMac(`gateway:${networkId}`);

/** The device that leads to a network's other hosts. */
export function tunnelRecord(map: Pick<NetworkMap, 'id' | 'segment'>): PortRecord {
  const portId = derivedId(`tunnel:${map.id}`);
  return { portId, networkId: map.id, serverId: '', role: 'tunnel', deviceName: deviceNameFor('tunnel', portId), segment: map.segment, macAddress: derivedMac(`tunnel:${map.id}`), ipAddresses: [] };
}

export function uplinkRecord(physicalNetwork: string, deviceName: string): PortRecord {
  const portId = derivedId(`uplink:${physicalNetwork}`);
  return { portId, networkId: portId, serverId: '', role: 'uplink', deviceName, segment: 0, macAddress: derivedMac(`uplink:${physicalNetwork}`), ipAddresses: [], physicalNetwork };
}

export function derivedId(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-');
}

/** 0e: locally administered, unicast. */
export function derivedMac(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return ['0e', ...(digest.slice(32, 42).match(/../g) ?? [])].join(':');
}

/** Whether two records say the same. */
export const sameRecord = (one: PortRecord, other: PortRecord): boolean =>
  JSON.stringify(externalIds('', one)) === JSON.stringify(externalIds('', other)) && one.deviceName === other.deviceName;

/** `iface-id` and `attached-mac` are the keys that other tools of Open vSwitch look for. */
export function externalIds(bridgeName: string, record: PortRecord): Record<string, string> {
  return {
    'sampan-bridge': bridgeName,
    'sampan-port': record.portId,
    'sampan-network': record.networkId,
    'sampan-server': record.serverId,
    'sampan-role': record.role,
    'sampan-segment': String(record.segment),
    'sampan-addresses': record.ipAddresses.join(','),
    'attached-mac': record.macAddress,
    'iface-id': record.portId,
    ...(record.physicalNetwork === undefined ? {} : { 'sampan-physical-network': record.physicalNetwork }),
  };
}

/** Undefined when the interface is not one of ours, or was half written by a stranger. */
export function readPortRecord(deviceName: string, ids: Readonly<Record<string, string>>): PortRecord | undefined {
  const [portId, networkId] = [ids['sampan-port'], ids['sampan-network']];
  const role = portRoles.find(each => each === ids['sampan-role']);
  const physicalNetwork = ids['sampan-physical-network'];
  const segment = Number(ids['sampan-segment']);
  const macAddress = ids['attached-mac'];
  if (portId === undefined || networkId === undefined || macAddress === undefined) return undefined;
  if (role === undefined || !Number.isInteger(segment)) return undefined;
  return {
    portId,
    networkId,
    serverId: ids['sampan-server'] ?? '',
    role,
    deviceName,
    segment,
    macAddress,
    ipAddresses: (ids['sampan-addresses'] ?? '').split(',').filter(address => address !== ''),
    ...(physicalNetwork === undefined ? {} : { physicalNetwork }),
  };
}

/** Two letters that tell the role, and the first 44 bits of the port's id. An uplink keeps its own name. */
export function deviceNameFor(role: Exclude<PortRole, 'uplink'>, portId: string): string {
  return `${devicePrefixes[role]}${portId.replaceAll('-', '').slice(0, 11)}`;
}

/** The role that a device's name tells; undefined when it is none of ours. */
export function portRoleOf(deviceName: string): PortRole | undefined {
  if (!/^s[a-z][0-9a-f]{11}$/.test(deviceName)) return undefined;
  return portRoles.find(role => role !== 'uplink' && deviceName.startsWith(devicePrefixes[role]));
}

const devicePrefixes = { server: 'sv', gateway: 'sg', tunnel: 'st', leg: 'sl', outside: 'so' } as const;
