import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { selectHosts } from '../hosts/host-store.ts';
import type { Host } from '../hosts/host-store.ts';
import { isUp } from '../hosts/host-state.ts';
import { microseconds } from '../servers/server-view.ts';

export interface ZoneDeps {
  db: Db;
  ambient: Ambient;
  /** The zone of hosts that no aggregate puts into one. */
  availabilityZone: string;
}

/** The zones in which there are hosts; one whose hosts are all disabled is not available. */
export function listAvailabilityZones({ db, availabilityZone }: ZoneDeps): HandlerOf<'compute', 'listAvailabilityZones'> {
  return async () => {
    const zones = zonesOf(await selectHosts(db), availabilityZone);
    return { status: 200, body: { availabilityZoneInfo: zones.map(([name, hosts]) => ({ zoneName: name, zoneState: stateOf(hosts), hosts: null })) } };
  };
}

/** With hosts and services, and the zone `internal` of what is no host. */
export function listAvailabilityZonesDetail({ db, ambient, availabilityZone }: ZoneDeps): HandlerOf<'compute', 'listAvailabilityZonesDetail'> {
  return async () => {
    const now = microseconds(ambient.now().toISOString());
    const internal = {
      zoneName: 'internal',
      zoneState: { available: true },
      hosts: { region: { 'nova-scheduler': { available: true, active: true, updated_at: now } } },
    };
    const zones = zonesOf(await selectHosts(db), availabilityZone).map(([name, hosts]) => ({
      zoneName: name,
      zoneState: stateOf(hosts),
      hosts: Object.fromEntries(hosts.map((host) => [host.name, { 'nova-compute': serviceOf(host) }])),
    }));
    return { status: 200, body: { availabilityZoneInfo: [internal, ...zones] } };
  };
}

/** Zones by name, each with its hosts. */
export function zonesOf(hosts: readonly Host[], defaultZone: string): [string, Host[]][] {
  const zones = new Map<string, Host[]>();
  for (const host of hosts) zones.set(host.zone ?? defaultZone, [...(zones.get(host.zone ?? defaultZone) ?? []), host]);
  return [...zones].sort(([a], [b]) => (a < b ? -1 : 1));
}

const stateOf = (hosts: readonly Host[]) => ({ available: hosts.some(({ enabled }) => enabled) });

const serviceOf = (host: Host) => ({ available: isUp(host), active: host.enabled, updated_at: host.heartbeatAt === null ? null : microseconds(host.heartbeatAt) });
