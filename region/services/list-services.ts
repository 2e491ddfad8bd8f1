import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectHostNumbers, selectHosts } from '../hosts/host-store.ts';
import type { ZoneDeps } from '../zones/availability-zones.ts';
import { computeService, schedulerService } from './service-view.ts';

/** One nova-compute a host, and what schedules. */
export function listComputeServices({ db, ambient, availabilityZone }: ZoneDeps): HandlerOf<'compute', 'listComputeServices'> {
  return async ({ query, since }) => {
    const numbers = await selectHostNumbers(db);
    const all = [
      schedulerService(ambient.now(), since),
      ...(await selectHosts(db)).map((host) => computeService(host, numbers.get(host.id) ?? 0, availabilityZone, since)),
    ];
    const services = all.filter(({ host, binary }) => (query.host ?? host) === host && (query.binary ?? binary) === binary);
    return { status: 200, body: { services } };
  };
}
