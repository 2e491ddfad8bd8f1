import { prefixLengthOf } from '../networks/ipam.ts';
import type { Network, Subnet } from '../networks/network-store.ts';
import type { Port } from '../networks/port-store.ts';
import type { Server } from '../servers/server-row.ts';
import type { ServerSetup } from '../servers/setup-store.ts';
import type { NetworkSpec, ServerSpec } from '../wire.ts';

export interface SpecParts {
  server: Server;
  ports: readonly Port[];
  networks: readonly Network[];
  subnets: readonly Subnet[];
  setup?: ServerSetup | undefined;
}

/** The spec of a server's newest generation, from rows alone: the same rows give the same spec, whoever pushes it. */
export function buildSpec({ server, ports, networks, subnets, setup = {} }: SpecParts): ServerSpec {
  const own = ports.filter(({ deviceId }) => deviceId === server.id);
  const ownNetworks = new Set(own.map(({ networkId }) => networkId));
  const subnetById = new Map(subnets.map((subnet) => [subnet.id, subnet]));
  return {
    id: server.id,
    generation: server.generation,
    request_id: server.requestId,
    project_id: server.projectId,
    name: server.name,
    hostname: server.hostname,
    kind: server.kind,
    desired: server.desired,
    boot: server.boot,
    root: server.root,
    ...(server.hard ? { hard: true } : {}),
    image: { id: server.imageId, layer_id: server.layerId, ...(server.imageName === null ? {} : { name: server.imageName }), ...server.imageParts },
    ...(server.rescueImage === null ? {} : { rescue: server.rescueImage }),
    ...(server.keepRootAs === null ? {} : { keep_root_as: server.keepRootAs }),
    flavor: {
      id: server.flavorId,
      name: server.flavorName,
      vcpus: server.vcpus,
      memory_mib: server.memoryMib,
      disk_gib: server.diskGib,
      ...(Object.keys(server.extraSpecs).length > 0 ? { extra_specs: server.extraSpecs } : {}),
    },
    ...setup,
    networks: networks.filter(({ id }) => ownNetworks.has(id)).flatMap((network) => networkSpec(network, subnets)),
    ports: own.map((port) => ({
      id: port.id,
      network_id: port.networkId,
      mac_address: port.macAddress,
      fixed_ips: port.fixedIps.map(({ subnetId, ipAddress }) => ({
        ip_address: ipAddress,
        prefix_length: prefixLengthOf(subnetById.get(subnetId)?.cidr ?? `${ipAddress}/32`),
      })),
    })),
    metadata: server.metadata,
  };
}

function networkSpec(network: Network, subnets: readonly Subnet[]): NetworkSpec[] {
  const subnet = subnets.find(({ networkId }) => networkId === network.id);
  if (!subnet) return [];
  return [
    {
      id: network.id,
      name: network.name,
      segment: network.segment,
      cidr: subnet.cidr,
      gateway_ip: subnet.gatewayIp,
      mtu: network.mtu,
      nameservers: subnet.nameservers,
    },
  ];
}
