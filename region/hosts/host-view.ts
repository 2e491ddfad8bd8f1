import type { HostView } from '../wire.ts';
import type { Host, Resources } from './host-store.ts';

export const hostView = (host: Host): HostView => ({
  id: host.id,
  name: host.name,
  url: host.url,
  state: host.state,
  enabled: host.enabled,
  disabled_reason: host.disabledReason,
  kinds: host.kinds,
  architecture: host.architecture,
  version: host.version,
  capacity: resourcesView(host.capacity),
  claimed: resourcesView(host.claimed),
  servers: host.servers,
  joined_at: host.joinedAt,
  heartbeat_at: host.heartbeatAt,
});

const resourcesView = ({ vcpus, memoryMib, diskGib }: Resources) => ({ vcpus, memory_mib: memoryMib, disk_gib: diskGib });
