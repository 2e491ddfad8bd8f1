/** Servers, their actions and events, flavors, networks and hosts of the fake cloud. */
import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import type { ServerSet } from '../../client/sdk/find-set.ts';
import type { Event, ServerView } from '../../client/sdk/wait-for-server.ts';
import type { Server } from '../../client/sdk/pages.ts';
import { Fault, notFound } from '../../openapi/serve/fault.ts';
import type { FaultCode } from '../../openapi/serve/fault.ts';
import type { Reply } from '../../openapi/serve/handler.ts';
import type { SomeHandlers } from './fake-cloud.ts';
import { projectId, userId } from './fake-identity.ts';

type Action = ReplyBody<Operation<'sampan', 'listActions'>>['actions'][number];

export interface FakeServer {
  id: string;
  name: string;
  status: string;
  metadata: Record<string, string>;
  fault: { code: FaultCode; message: string } | null;
  actions: Action[];
}

export interface FakeCompute {
  computeHandlers: SomeHandlers<'compute'>;
  sampanHandlers: SomeHandlers<'sampan'>;
  networkHandlers: SomeHandlers<'network'>;
  servers: Map<string, FakeServer>;
  sets: Map<string, ServerSet>;
  add(name: string, id?: string): FakeServer;
  /** What happens to each order: `now`, or a test's own doing with `settle`. */
  onOrder: (server: FakeServer, action: Action) => void;
  /** Ends the newest action of a server. */
  settle(server: FakeServer, status: string, fault?: FakeServer['fault']): void;
  emit(event: Partial<Event> & { type: string }): void;
  cutStreams(): void;
  /** The Last-Event-ID of each stream that was opened. */
  streams: (string | undefined)[];
  /** The looks at single servers and their actions, in order. */
  asked: string[];
}

export function fakeCompute(): FakeCompute {
  const servers = new Map<string, FakeServer>();
  const events: Event[] = [];
  const open = new Set<PassThrough>();
  const find = (id: string): FakeServer => {
    const server = servers.get(id);
    if (!server) throw notFound('server', id);
    return server;
  };
  const order = (server: FakeServer, name: string, requestId: string): void => {
    const action: Action = {
      request_id: requestId, action: name, server_id: server.id, user_id: userId, project_id: projectId, started_at: at, finished_at: null, result: null,
      phases: [{ name: 'accept', started_at: at, duration_ms: 3 }],
    };
    server.actions.unshift(action);
    fake.emit({ type: `server.${name}.start`, server_id: server.id, request_id: requestId });
    setImmediate(() => fake.onOrder(server, action));
  };

  const fake: FakeCompute = {
    servers,
    sets: new Map(),
    streams: [],
    asked: [],
    onOrder: (server, { action }) => fake.settle(server, goals[action] ?? 'ACTIVE'),
    add(name, id = randomUUID()) {
      const server: FakeServer = { id, name, status: 'ACTIVE', metadata: {}, fault: null, actions: [] };
      servers.set(id, server);
      return server;
    },
    settle(server, status, fault = null) {
      const [action] = server.actions;
      if (action) Object.assign(action, { finished_at: at, duration_ms: 42, result: fault ? 'Error' : 'Success', fault });
      Object.assign(server, { status, fault });
      if (status === 'DELETED') servers.delete(server.id);
      fake.emit({ type: `server.${action?.action ?? 'status'}.end`, server_id: server.id, request_id: action?.request_id ?? null, data: { status, ...(action ? { result: action.result } : {}) } });
    },
    emit(event) {
      const whole: Event = { id: events.length + 1, at, project_id: projectId, ...event };
      events.push(whole);
      for (const stream of open) stream.write(frame(whole));
    },
    cutStreams() {
      for (const stream of open) stream.destroy();
      open.clear();
    },

    computeHandlers: {
      listFlavorsDetail: () => ({ status: 200, body: { flavors } }),
      listFlavorExtraSpecs: () => ({ status: 200, body: { extra_specs: {} } }),
      listServersDetail({ query }) {
        // As few patterns as the region knows.
        if (/[[\]+?(){}|]/.test((query.name ?? '').replaceAll(/\\./g, ''))) throw new Fault('bad-request', `Cannot filter servers by the name ${query.name ?? ''}.`);
        const all = [...servers.values()].filter(({ name }) => new RegExp(query.name ?? '').test(name));
        const start = query.marker === undefined ? 0 : all.findIndex(({ id }) => id === query.marker) + 1;
        const page = all.slice(start, start + Math.min(query.limit ?? 3, 3));
        const more = start + page.length < all.length;
        return { status: 200, body: { servers: page.map(novaBody), ...(more ? { servers_links: [] } : {}) } };
      },
      getServer: ({ path }) => ({ status: 200, body: { server: novaBody(find(path.id)) } }),
      updateServer({ path, body }) {
        const server = find(path.id);
        server.name = body.server.name ?? server.name;
        return { status: 200, body: { server: reducedBody(server) } };
      },
      deleteServer({ path, requestId }) {
        order(find(path.id), 'delete', requestId);
        return { status: 204 };
      },
      actOnServer({ path, body, requestId }) {
        const server = find(path.id);
        const name = Object.keys(body)[0]?.replace('os-', '') ?? '';
        if (name === 'start' && server.status === 'ACTIVE') throw new Fault('conflict', `Cannot 'start' instance ${server.id} while it is in vm_state active`);
        order(server, name, requestId);
        return { status: 202 } as Reply<Operation<'compute', 'actOnServer'>>;
      },
      getLimits: () => ({ status: 200, body: { limits: { rate: [], absolute: { maxTotalCores: 20, totalCoresUsed: 2 } } } }),
      getQuotaSet: ({ path }) => ({ status: 200, body: { quota_set: { id: path.project_id, instances: 10, cores: 20, ram: 51200, metadata_items: 128, key_pairs: 100, server_groups: 10, server_group_members: 10 } } }),
    },

    sampanHandlers: {
      createServers({ body: wanted, requestId }) {
        const count = wanted.count ?? 1;
        const made = Array.from({ length: count }, (_, index) => fake.add(count === 1 ? wanted.name : `${wanted.name}-${index + 1}`));
        for (const server of made) {
          Object.assign(server, { status: 'BUILD', metadata: wanted.metadata ?? {} });
          order(server, 'create', requestId);
        }
        return { status: 202, body: { servers: made.map(viewOf) } };
      },
      // A page has one.
      listSets({ query }) {
        const ids = [...fake.sets.keys()];
        const [id, next] = ids.slice(query.marker === undefined ? 0 : ids.indexOf(query.marker) + 1);
        return { status: 200, body: { sets: [...fake.sets.values()].filter((set) => set.id === id), ...(id !== undefined && next !== undefined ? { next: id } : {}) } };
      },
      getSet({ path, operationId }) {
        fake.asked.push(operationId);
        const set = fake.sets.get(path.id);
        if (!set) throw notFound('set', path.id);
        return { status: 200, body: set };
      },
      getServerView({ path, operationId }) {
        fake.asked.push(operationId);
        return { status: 200, body: viewOf(find(path.id)) };
      },
      listActions({ path, operationId }) {
        fake.asked.push(operationId);
        return { status: 200, body: { actions: find(path.id).actions } };
      },
      listEvents: ({ query }) => ({ status: 200, body: { events: events.filter(({ id }) => id > (query.after ?? 0)), cursor: events.length } }),
      streamEvents({ headers, query }) {
        const last = headers['last-event-id'] ?? query.after?.toString();
        fake.streams.push(typeof last === 'string' ? last : undefined);
        const stream = new PassThrough();
        stream.write(': hello\n\n');
        for (const event of typeof last === 'string' ? events.slice(Number(last)) : []) stream.write(frame(event));
        open.add(stream);
        stream.on('close', () => open.delete(stream));
        return { status: 200, stream, headers: { 'content-type': 'text/event-stream' } };
      },
      getNetworkView: ({ path }) => ({ status: 200, body: { id: path.id, name: 'demo', project_id: 'p', multicast: false } }),
      listHosts: () => ({ status: 200, body: { hosts: [host] } }),
      updateHost({ body }) {
        Object.assign(host, { enabled: body.enabled, disabled_reason: body.disabled_reason ?? null });
        return { status: 200, body: host };
      },
      createJoinToken: () => ({ status: 201, body: { join_token: 'join-me-0123456789', expires_at: at } }),
    },

    networkHandlers: { listNetworks: () => ({ status: 200, body: { networks: [{ id: networkId, name: 'demo', status: 'ACTIVE', subnets: [] }] } }) },
  };
  const host = {
    id: '11111111-0000-4000-8000-000000000001', name: 'node1', url: 'http://127.0.0.1:1', state: 'up' as const, enabled: true, disabled_reason: null as string | null,
    kinds: ['container' as const], architecture: 'amd64', capacity: { vcpus: 2, memory_mib: 1024, disk_gib: 10 },
    claimed: { vcpus: 1, memory_mib: 64, disk_gib: 1 }, servers: 1, joined_at: at,
  };
  return fake;
}

const at = '2026-01-02T03:04:05Z';
const networkId = '22222222-0000-4000-8000-000000000001';
const goals: Record<string, string> = { create: 'ACTIVE', start: 'ACTIVE', reboot: 'ACTIVE', stop: 'SHUTOFF', delete: 'DELETED' };

const frame = (event: Event): string => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

const flavors = [['1', 'm1.nano', 64], ['2', 'm1.micro', 128]].map(([id, name, ram]) => ({
  id: String(id), name: String(name), ram: Number(ram), disk: 1, vcpus: 1, swap: 0, links: [], 'OS-FLV-DISABLED:disabled': false,
  'OS-FLV-EXT-DATA:ephemeral': 0, 'os-flavor-access:is_public': true, rxtx_factor: 1,
}));

export const imageId = '33333333-0000-4000-8000-000000000001';

const reducedBody = ({ id, name, status, metadata }: FakeServer): ReplyBody<Operation<'compute', 'updateServer'>>['server'] => ({
  id, name, status, metadata, tenant_id: projectId, user_id: userId, hostId: '', image: { id: imageId, links: [] }, flavor: { id: '2', links: [] },
  created: at, updated: at, addresses: {}, accessIPv4: '', accessIPv6: '', links: [], 'OS-DCF:diskConfig': 'MANUAL',
});

const novaBody = (server: FakeServer): Server => ({
  ...reducedBody(server),
  addresses: { demo: [{ version: 4, addr: '10.0.0.3', 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:00:00:01' }] },
  'OS-EXT-AZ:availability_zone': 'nova', config_drive: '', key_name: null, 'OS-SRV-USG:launched_at': null, 'OS-SRV-USG:terminated_at': null,
  'OS-EXT-STS:task_state': null, 'OS-EXT-STS:vm_state': 'active', 'OS-EXT-STS:power_state': 1, 'os-extended-volumes:volumes_attached': [],
});

const viewOf = ({ id, name, status, fault }: FakeServer): ServerView => ({
  id, name, kind: 'container', status, task: null, project_id: projectId, user_id: userId, generation: 1, observed_generation: 1,
  image: { id: imageId, name: 'busybox', layer_id: `sha256:${'0'.repeat(64)}` },
  flavor: { id: '2', name: 'm1.micro', vcpus: 1, memory_mib: 128, disk_gib: 1 },
  addresses: [{ network: 'demo', ip_address: '10.0.0.3', mac_address: 'fa:16:3e:00:00:01', port_id: '44444444-0000-4000-8000-000000000001' }],
  fault, created_at: at, updated_at: at, launched_at: null,
});
