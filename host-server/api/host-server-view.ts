import type { components } from '../../openapi/generated/host.ts';
import type { HostCore } from '../core.ts';
import type { Observation } from '../drivers/driver.ts';
import type { ServerRecord } from '../servers/spec-store.ts';

export type HostServer = components['schemas']['HostServer'];

/** One server as this host sees it: what is wanted, how far it came, and what is on the machine now. */
export function hostServerView(core: HostCore, record: ServerRecord, seen: Observation | undefined): HostServer {
  const step = core.reconciler.stepOf(record.id);
  return {
    spec: record.spec,
    observed_generation: record.observedGeneration,
    status: record.status ?? 'building',
    ...(step ? { step } : {}),
    ...(seen?.pid === undefined ? {} : { pid: seen.pid }),
    ...(record.fault ? { fault: record.fault } : {}),
  };
}
