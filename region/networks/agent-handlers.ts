import type { Handlers } from '../../openapi/serve/handler.ts';
import { selectHosts } from '../hosts/host-store.ts';
import type { Host } from '../hosts/host-store.ts';
import { onlyFields } from './kit/list-reply.ts';
import { booleanOf } from './kit/list-store.ts';
import { networkNotFound } from './kit/network-faults.ts';
import type { NetworkParts } from './network-parts.ts';

type AgentHandlers = Pick<Handlers<'network'>, 'listAgents' | 'getAgent' | 'listNetworkAvailabilityZones' | 'listServiceProviders'>;

/** Each host-server is what Neutron calls an Open vSwitch agent: it does all of the network of its machine, DHCP and routing included. */
export function agentHandlers({ db, settings }: NetworkParts): AgentHandlers {
  const agents = async () => (await selectHosts(db)).map((host) => agentView(host, settings.availabilityZone));
  return {
    async listAgents({ query }) {
      const { fields, ...filters } = query;
      const fits = (agent: ReturnType<typeof agentView>): boolean =>
        Object.entries(filters as Record<string, string[]>).every(([key, values]) => {
          const value = (agent as Record<string, unknown>)[key];
          return typeof value === 'boolean' ? values.some((text) => booleanOf(key, text) === value) : values.includes(String(value));
        });
      return { status: 200, body: { agents: (await agents()).filter(fits).map((agent) => onlyFields(agent, fields)) } };
    },
    async getAgent({ path }) {
      const agent = (await agents()).find(({ id }) => id === path.id);
      if (!agent) throw networkNotFound('agent', path.id);
      return { status: 200, body: { agent } };
    },
    listNetworkAvailabilityZones: () => ({ status: 200, body: { availability_zones: ['network', 'router'].map((resource) => ({ name: settings.availabilityZone, resource, state: 'available' })) } }),
    listServiceProviders: () => ({ status: 200, body: { service_providers: [] } }),
  };
}

const agentView = (host: Host, zone: string) => ({
  id: host.id,
  agent_type: 'Open vSwitch agent',
  binary: 'sampan-host-server',
  host: host.name,
  alive: host.state === 'up',
  admin_state_up: host.enabled,
  availability_zone: zone,
  topic: 'N/A',
  created_at: spaced(host.joinedAt),
  started_at: spaced(host.joinedAt),
  heartbeat_timestamp: spaced(host.heartbeatAt ?? host.joinedAt),
  description: null,
  configurations: { version: host.version, architecture: host.architecture, kinds: host.kinds },
  resources_synced: null,
});

/** Neutron's times of agents: `2026-11-20 22:10:31`. */
const spaced = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
