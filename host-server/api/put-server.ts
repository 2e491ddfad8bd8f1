import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { makeDurable } from '../../openapi/serve/make-durable.ts';
import type { HostCore } from '../core.ts';
import { reportOf } from '../servers/converge.ts';
import { acceptSpec, findServer } from '../servers/spec-store.ts';
import type { ServerSpec } from '../servers/spec.ts';

/** Takes a spec: worked on from this moment, and acknowledged when it is on disk. */
export const putServer =
  (core: () => HostCore): HandlerOf<'host', 'putServer'> =>
  async ({ path, body: spec, log }) => {
    const { db, reconciler, reports, now } = core();
    requireSound(path.id, spec);
    const accepted = await acceptSpec(db, spec, now());
    if (accepted === 'new' || accepted === 'newer') {
      reconciler.wake(spec.id, { generation: spec.generation, hurry: spec.desired === 'absent' || spec.hard === true });
    } else if (accepted === 'gone') {
      reports.push({ server_id: spec.id, observed_generation: spec.generation, status: 'absent' }, { urgent: true });
    } else {
      // Whoever pushes what is done already has not heard of it: the report got lost, or the region's memory did.
      await reportAgain(core(), spec.id);
    }
    await makeDurable(db);
    log.info({ server_id: spec.id, generation: spec.generation, desired: spec.desired, accepted, for_request: spec.request_id }, 'a spec was taken');
    return { status: 202, body: { server_id: spec.id, generation: spec.generation } };
  };

/** Tells the region of a server that nothing is being done about. */
export async function reportAgain({ db, reconciler, reports }: Pick<HostCore, 'db' | 'reports'> & { reconciler: Pick<HostCore['reconciler'], 'isBusy'> }, id: string): Promise<void> {
  if (reconciler.isBusy(id)) return;
  const record = await findServer(db, id);
  if (record?.status !== undefined) reports.push(reportOf(record), { urgent: true });
}

function requireSound(id: string, spec: ServerSpec): void {
  if (spec.id !== id) throw badRequest(`The spec is of server ${spec.id}, and the path names ${id}.`, { field: 'id' });
  const networks = new Set(spec.networks.map((network) => network.id));
  const loose = spec.ports.find((port) => !networks.has(port.network_id));
  if (loose) throw badRequest(`Port ${loose.id} is of network ${loose.network_id}, which the spec does not describe.`, { field: 'ports' });
}
