import type { Network } from '../networks/network-store.ts';
import type { Port } from '../networks/port-store.ts';
import { networkSpecs, portSpecs } from '../networks/spec-ports.ts';
import type { Subnet } from '../networks/subnet-store.ts';
import type { Server } from '../servers/server-row.ts';
import type { ServerSetup } from '../servers/setup-store.ts';
import type { ServerSpec } from '../wire.ts';

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
    networks: networkSpecs(own, networks, subnets),
    ports: portSpecs(own, networks, subnets),
    metadata: server.metadata,
  };
}
