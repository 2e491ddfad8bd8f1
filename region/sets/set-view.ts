import type { components } from '../../openapi/generated/sampan.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { groupBy } from '../group-by.ts';
import { selectAttachments } from '../networks/port-store.ts';
import type { Attachment } from '../networks/port-store.ts';
import type { Server } from '../servers/server-row.ts';
import { statusOf } from '../servers/server-status.ts';
import { isLeaving } from './set-order.ts';
import { selectInstances } from './set-store.ts';
import type { ServerSet } from './set-store.ts';

type SetView = components['schemas']['Set'];

export const readSet = async (db: DbOrTrx, set: ServerSet): Promise<SetView> => (await readSets(db, [set])).at(0) as SetView;

/** In two queries, however many there are. */
export async function readSets(db: DbOrTrx, sets: readonly ServerSet[]): Promise<SetView[]> {
  const instances = await selectInstances(db, sets.map(({ id }) => id));
  const attachments = await selectAttachments(db, instances.map(({ id }) => id));
  const instancesOf = groupBy(instances, ({ setId }) => setId ?? '');
  const attachmentsOf = groupBy(attachments, ({ serverId }) => serverId);
  return sets.map((set) => setView(set, instancesOf.get(set.id) ?? [], attachmentsOf));
}

function setView(set: ServerSet, instances: readonly Server[], attachments: ReadonlyMap<string, readonly Attachment[]>): SetView {
  const { flavor, members } = set.template;
  const staying = instances.filter((instance) => !isLeaving(instance));
  const ready = staying.filter(isReady).length;
  return {
    id: set.id,
    name: set.name,
    project_id: set.projectId,
    status: statusOfSet(set, instances, ready),
    replicas: set.replicas,
    ready,
    flavor: flavor.flavorName,
    containers: members.map(({ name, image, command }) => ({ name, image: image.name ?? image.id, ...(command ? { command } : {}) })),
    instances: instances.map((instance) => ({
      id: instance.id,
      name: instance.name,
      ordinal: instance.setOrdinal ?? 0,
      status: statusOf(instance.vmState, instance.taskState),
      draining: isLeaving(instance),
      addresses: (attachments.get(instance.id) ?? []).map(({ ipAddress }) => ipAddress),
      containers: instance.condition.members ?? [],
    })),
    fault: set.fault,
    created_at: set.createdAt,
    updated_at: set.updatedAt,
  };
}

/** Runs with all of its containers; one whose policy lets it end has done its part. */
const isReady = ({ vmState, taskState, condition }: Server): boolean =>
  vmState === 'active' && taskState === null && (condition.members ?? []).every(({ state, exit_code: code }) => state === 'running' || (state === 'ended' && code === 0));

function statusOfSet({ deleting, replicas, fault }: ServerSet, instances: readonly Server[], ready: number): SetView['status'] {
  if (deleting) return 'DELETING';
  if (fault) return 'DEGRADED';
  if (ready === replicas && instances.length === replicas) return 'READY';
  const isMoving = instances.length !== replicas || instances.some((instance) => isLeaving(instance) || instance.taskState !== null || instance.vmState === 'building');
  return isMoving ? 'SCALING' : 'DEGRADED';
}
