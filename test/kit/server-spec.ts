import { randomUUID } from 'node:crypto';
import type { ServerSpec } from '../../host-server/servers/spec.ts';

/** A sound spec of a running container with one port, to vary. */
export function serverSpec(overrides: Partial<ServerSpec> = {}): ServerSpec {
  const networkId = randomUUID();
  const host = 2 + Math.floor(Math.random() * 250);
  return {
    id: randomUUID(),
    generation: 1,
    request_id: `req-${randomUUID()}`,
    project_id: 'a'.repeat(32),
    name: 'web',
    hostname: 'web',
    kind: 'container',
    desired: 'running',
    boot: 0,
    root: 0,
    image: { id: randomUUID(), layer_id: `sha256:${'b'.repeat(64)}` },
    flavor: { id: 'nano', name: 'm1.nano', vcpus: 1, memory_mib: 64, disk_gib: 1 },
    networks: [{ id: networkId, name: 'demo', segment: 5, cidr: '10.9.0.0/24', gateway_ip: '10.9.0.1', mtu: 1450, nameservers: ['10.9.0.1'] }],
    ports: [{ id: randomUUID(), network_id: networkId, mac_address: `fa:16:3e:00:00:${host.toString(16).padStart(2, '0')}`, fixed_ips: [{ ip_address: `10.9.0.${host}`, prefix_length: 24 }] }],
    ...overrides,
  };
}

/** The next generation of a spec. */
export const nextSpec = (spec: ServerSpec, changes: Partial<ServerSpec>): ServerSpec => ({ ...spec, generation: spec.generation + 1, ...changes });
