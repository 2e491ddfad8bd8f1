import type { components } from '../../openapi/generated/host.ts';
import { configDriveFiles } from '../guest/config-drive.ts';
import { nameserversOf } from '../guest/openstack-documents.ts';
import type { DriverMember, DriverServer, ImageConfig } from '../drivers/driver.ts';
import type { NetworkSpec, WantedPort } from '../network/network.ts';

/** The desired state of one server, in the contract's own words: it is stored as it came. */
export type ServerSpec = components['schemas']['ServerSpec'];

/** What the region is told of one server. */
export type ServerReport = components['schemas']['ServerReport'];

export type ServerStatus = ServerReport['status'];

export type Phase = NonNullable<ServerReport['phases']>[number];

/** One container of a set, as it is wanted. */
export type Member = NonNullable<ServerSpec['members']>[number];

export type WireFault = components['schemas']['Fault'];

/** A server's image once it is on this host: `layers` are paths from the base to the top. */
export interface ServerImage extends Pick<DriverServer, 'layers' | 'machine' | 'rescue'> {
  config: ImageConfig;
  /** Of a set: those of its members, by their names. */
  members?: ReadonlyMap<string, Pick<ServerImage, 'layers' | 'config'>>;
}

/** What the driver needs of a spec. */
export function driverServerOf(spec: ServerSpec, { config: imageConfig, members, ...image }: ServerImage): DriverServer {
  const mtuOf = new Map(spec.networks.map((network) => [network.id, network.mtu]));
  return {
    ...image,
    id: spec.id,
    name: spec.name,
    hostname: spec.hostname,
    imageConfig,
    vcpus: spec.flavor.vcpus,
    memoryMib: spec.flavor.memory_mib,
    diskGib: spec.flavor.disk_gib,
    nameservers: nameserversOf(spec),
    addresses: spec.ports.flatMap((port) => port.fixed_ips.map((fixed) => fixed.ip_address)),
    // As the network wires them: a port whose network is not in the spec is left out.
    ports: spec.ports.flatMap((port) => {
      const mtu = mtuOf.get(port.network_id);
      return mtu === undefined ? [] : [{ id: port.id, macAddress: port.mac_address.toLowerCase(), mtu }];
    }),
    configDrive: () => configDriveFiles(spec),
    projectId: spec.project_id,
    ...(spec.container ? { container: spec.container } : {}),
    ...(spec.guest ? { guest: spec.guest } : {}),
    ...(spec.command ? { command: spec.command } : {}),
    ...(spec.env ? { env: spec.env } : {}),
    ...(spec.members ? { members: spec.members.map((member) => driverMemberOf(member, members?.get(member.name))) } : {}),
  };
}

function driverMemberOf({ name, command, env, container, mounts = [], limits }: Member, image: Pick<ServerImage, 'layers' | 'config'> | undefined): DriverMember {
  if (!image) throw new TypeError('the layers step brings the images of all members');
  return {
    name,
    layers: image.layers,
    imageConfig: image.config,
    mounts: mounts.map(({ volume, path, read_only: readOnly = false }) => ({ volume, path, readOnly })),
    ...(command ? { command } : {}),
    ...(env ? { env } : {}),
    ...(container ? { container } : {}),
    ...(limits?.vcpus === undefined ? {} : { vcpus: limits.vcpus }),
    ...(limits?.memory_mib === undefined ? {} : { memoryMib: limits.memory_mib }),
  };
}

/** The ports of a spec with their networks, in order: the first becomes eth0. A port whose network is not in the spec is left out. */
export function wantedPortsOf(spec: ServerSpec): WantedPort[] {
  const networks = new Map(spec.networks.map((network) => [network.id, networkOf(network)]));
  return spec.ports.flatMap((port) => {
    const network = networks.get(port.network_id);
    if (!network) return [];
    const fixedIps = port.fixed_ips.map((fixed) => ({
      ipAddress: fixed.ip_address, prefixLength: fixed.prefix_length,
      ...(fixed.gateway_ip === undefined ? {} : { gatewayIp: fixed.gateway_ip }), ...(fixed.routes === undefined ? {} : { routes: fixed.routes }),
    }));
    return [{ network, port: { id: port.id, networkId: port.network_id, serverId: spec.id, macAddress: port.mac_address.toLowerCase(), fixedIps } }];
  });
}

function networkOf(network: ServerSpec['networks'][number]): NetworkSpec {
  return {
    id: network.id,
    name: network.name,
    segment: network.segment,
    cidr: network.cidr,
    gatewayIp: network.gateway_ip,
    mtu: network.mtu,
  };
}
