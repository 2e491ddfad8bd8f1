import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectHostByName, selectHosts } from '../hosts/host-store.ts';
import type { Resources } from '../hosts/host-store.ts';
import { sumByProject } from '../hypervisors/hypervisor-store.ts';
import type { ZoneDeps } from '../zones/availability-zones.ts';

/** Hosts as Nova listed them before 2.43. */
export function listComputeHosts({ db, availabilityZone }: ZoneDeps): HandlerOf<'compute', 'listComputeHosts'> {
  return async ({ query }) => {
    const all = [
      { host_name: 'region', service: 'scheduler', zone: 'internal' },
      ...(await selectHosts(db)).map(({ name, zone }) => ({ host_name: name, service: 'compute', zone: zone ?? availabilityZone })),
    ];
    return { status: 200, body: { hosts: all.filter(({ service, zone }) => (query.service ?? service) === service && (query.zone ?? zone) === zone) } };
  };
}

/** What a host has, what is promised of it, and to which projects; what is in use now is what is promised. */
export function showComputeHost({ db }: ZoneDeps): HandlerOf<'compute', 'getComputeHost'> {
  return async ({ path }) => {
    const host = await selectHostByName(db, path.name);
    if (!host) throw new Fault('not-found', `Compute host ${path.name} could not be found.`, { details: { resource: 'host', id: path.name } });
    const row = (project: string, { vcpus, memoryMib, diskGib }: Resources) => ({ resource: { host: host.name, project, cpu: vcpus, memory_mb: memoryMib, disk_gb: diskGib } });
    const projects = await sumByProject(db, host.id);
    return {
      status: 200,
      body: { host: [row('(total)', host.capacity), row('(used_now)', host.claimed), row('(used_max)', host.claimed), ...projects.map((each) => row(each.projectId, each))] },
    };
  };
}
