import { createHash } from 'node:crypto';
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
}

export type PortRole = 'server' | 'gateway';

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
export function gatewayRecord(network: NetworkSpec): PortRecord {
  const digest = createHash('sha256').update(`gateway:${network.id}`).digest('hex');
  const portId = [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-');
  // 0e: locally administered, unicast.
  const macAddress = ['0e', ...(digest.slice(32, 42).match(/../g) ?? [])].join(':');
  return {
    portId,
    networkId: network.id,
    serverId: '',
    role: 'gateway',
    deviceName: deviceNameFor('gateway', portId),
    segment: network.segment,
    macAddress,
    ipAddresses: [network.gatewayIp],
  };
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
  };
}

/** Undefined when the interface is not one of ours, or was half written by a stranger. */
export function readPortRecord(deviceName: string, ids: Readonly<Record<string, string>>): PortRecord | undefined {
  const [portId, networkId, role] = [ids['sampan-port'], ids['sampan-network'], ids['sampan-role']];
  const segment = Number(ids['sampan-segment']);
  const macAddress = ids['attached-mac'];
  if (portId === undefined || networkId === undefined || macAddress === undefined) return undefined;
  if ((role !== 'server' && role !== 'gateway') || !Number.isInteger(segment)) return undefined;
  return {
    portId,
    networkId,
    serverId: ids['sampan-server'] ?? '',
    role,
    deviceName,
    segment,
    macAddress,
    ipAddresses: (ids['sampan-addresses'] ?? '').split(',').filter(address => address !== ''),
  };
}

/** `sv` or `sg` and the first 44 bits of the port's id. */
export function deviceNameFor(role: PortRole, portId: string): string {
  return `${role === 'server' ? 'sv' : 'sg'}${portId.replaceAll('-', '').slice(0, 11)}`;
}

/** The role that a device's name tells; undefined when it is none of ours. */
export function portRoleOf(deviceName: string): PortRole | undefined {
  if (!/^s[vg][0-9a-f]{11}$/.test(deviceName)) return undefined;
  return deviceName.startsWith('sv') ? 'server' : 'gateway';
}
