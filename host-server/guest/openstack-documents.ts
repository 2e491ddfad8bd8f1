import type { ServerSpec } from '../servers/spec.ts';

/**
 * What a server's guest is told of itself, as OpenStack's metadata has it: on the config drive, and by the metadata service.
 * Pure: the same spec gives the same documents.
 */
export interface OpenstackDocuments {
  metaData: Record<string, unknown>;
  networkData: Record<string, unknown>;
  /** cloud-init's part beside the user's own. */
  vendorData: Record<string, unknown>;
  /** As it was given; absent when nothing was. */
  userData?: Buffer;
  /** The contents of injected files, in the order of `metaData.files`. */
  files: Buffer[];
}

export function openstackDocuments(spec: ServerSpec): OpenstackDocuments {
  const { guest = {} } = spec;
  const files = guest.files ?? [];
  return {
    metaData: {
      uuid: spec.id,
      name: spec.name,
      hostname: spec.hostname,
      launch_index: guest.launch_index ?? 0,
      availability_zone: guest.availability_zone ?? 'nova',
      project_id: spec.project_id,
      meta: spec.metadata ?? {},
      public_keys: Object.fromEntries((guest.keys ?? []).map(key => [key.name, key.public_key])),
      keys: (guest.keys ?? []).map(key => ({ name: key.name, type: 'ssh', data: key.public_key })),
      ...(files.length > 0 ? { files: files.map(({ path }, index) => ({ path, content_path: contentPath(index) })) } : {}),
      devices: [],
    },
    networkData: networkData(spec),
    vendorData: vendorData(guest.password_hash),
    ...(guest.user_data === undefined ? {} : { userData: Buffer.from(guest.user_data, 'base64') }),
    files: files.map(file => Buffer.from(file.contents, 'base64')),
  };
}

/** Below the version's folder's parent, as `content_path` names it. */
export const contentPath = (index: number): string => `/content/${String(index).padStart(4, '0')}`;

/** Nova, network_data.json: links, networks on them, name servers. */
function networkData(spec: ServerSpec): Record<string, unknown> {
  const mtuOf = new Map(spec.networks.map(network => [network.id, network.mtu]));
  const gatewayOf = new Map(spec.networks.map(network => [network.id, network.gateway_ip]));
  return {
    links: spec.ports.map((port, index) => ({
      id: `eth${index}`, vif_id: port.id, type: 'phy', ethernet_mac_address: port.mac_address, mtu: mtuOf.get(port.network_id) ?? 1450,
    })),
    networks: spec.ports.flatMap((port, index) =>
      port.fixed_ips.map((fixed, nth) => {
        const isV6 = fixed.ip_address.includes(':');
        // The first port carries the default route, as in a container.
        const gateway = index > 0 ? undefined : fixed.gateway_ip ?? (isV6 ? undefined : gatewayOf.get(port.network_id));
        return {
          id: `network${index}-${nth}`, link: `eth${index}`, network_id: port.network_id,
          type: isV6 ? 'ipv6' : 'ipv4', ip_address: fixed.ip_address, netmask: isV6 ? String(fixed.prefix_length) : dottedMask(fixed.prefix_length),
          routes: [
            ...(gateway === undefined ? [] : [isV6 ? { network: '::', netmask: '::', gateway } : { network: '0.0.0.0', netmask: '0.0.0.0', gateway }]),
            ...(fixed.routes ?? []).map(({ destination, nexthop }) => routeOf(destination, nexthop)),
          ],
        };
      }),
    ),
    services: nameserversOf(spec).map(address => ({ type: 'dns', address })),
  };
}

/** All name servers of the server's networks, in order, each once. */
export function nameserversOf(spec: ServerSpec): string[] {
  const ofPorts = spec.ports.flatMap(port => port.fixed_ips.flatMap(fixed => fixed.nameservers ?? []));
  return [...new Set([...ofPorts, ...spec.networks.flatMap(network => network.nameservers)])];
}

/** A password comes as a crypt(3) hash, and only cloud-init's own words can carry one. */
function vendorData(passwordHash: string | undefined): Record<string, unknown> {
  if (passwordHash === undefined) return {};
  const cloudConfig = { ssh_pwauth: true, disable_root: false, chpasswd: { expire: false, users: [{ name: 'root', password: passwordHash, type: 'hash' }] } };
  return { 'cloud-init': `#cloud-config\n${JSON.stringify(cloudConfig)}\n` };
}

function routeOf(destination: string, nexthop: string): Record<string, string> {
  const [network = destination, prefix] = destination.split('/');
  const isV6 = network.includes(':');
  const length = Number(prefix ?? (isV6 ? 128 : 32));
  return { network, netmask: isV6 ? String(length) : dottedMask(length), gateway: nexthop };
}

/** 24 becomes 255.255.255.0. */
export function dottedMask(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : (0xffff_ffff << (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map(shift => (bits >>> shift) & 255).join('.');
}
