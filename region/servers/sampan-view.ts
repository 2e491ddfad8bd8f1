import type { Db } from '../../openapi/serve/db.ts';
import { notFound } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { actionPhases } from '../events/action-phases.ts';
import { selectActions } from '../events/action-store.ts';
import type { Action } from '../events/action-store.ts';
import { selectAttachments } from '../networks/port-store.ts';
import type { Attachment } from '../networks/port-store.ts';
import type { ActionView, ServerView } from '../wire.ts';
import { maySee } from './find-server.ts';
import { allowedVerbs } from './server-state.ts';
import { statusOf } from './server-status.ts';
import { selectServer, selectServerEver } from './server-store.ts';
import type { Server } from './server-store.ts';

/** One server with what Nova's body has no room for: kind, layer, generations, step. */
export function showServerView({ db }: { db: Db }): HandlerOf<'sampan', 'getServerView'> {
  return async ({ path, auth }) => {
    const server = await selectServer(db, path.id);
    if (!server || !maySee(server, auth)) throw notFound('server', path.id);
    return { status: 200, body: sampanView(server, await selectAttachments(db, [server.id]), auth) };
  };
}

/** Actions with phases and times; they outlive their server. */
export function listServerActions({ db }: { db: Db }): HandlerOf<'sampan', 'listActions'> {
  return async ({ path, auth }) => {
    const server = await selectServerEver(db, path.id);
    if (!server || !maySee(server, auth)) throw notFound('server', path.id);
    return { status: 200, body: { actions: (await selectActions(db, path.id)).map(actionView) } };
  };
}

export function sampanView(server: Server, attachments: readonly Attachment[], auth: AuthContext): ServerView {
  const { reason, restarts, health, exitCode, members } = server.condition;
  return {
    id: server.id,
    name: server.name,
    kind: server.kind,
    status: statusOf(server.vmState, server.taskState),
    task: server.taskState,
    project_id: server.projectId,
    user_id: server.userId,
    generation: server.generation,
    observed_generation: server.observedGeneration,
    host: auth.isAdmin || auth.roles.includes('service') ? server.hostName : null,
    image: { id: server.imageId, name: server.imageName, layer_id: server.layerId },
    flavor: { id: server.flavorId, name: server.flavorName, vcpus: server.vcpus, memory_mib: server.memoryMib, disk_gib: server.diskGib },
    addresses: attachments.map((attachment) => ({
      network: attachment.networkName,
      network_id: attachment.networkId,
      ip_address: attachment.ipAddress,
      mac_address: attachment.macAddress,
      port_id: attachment.portId,
    })),
    step: server.step,
    progress: server.progress,
    ...(reason === undefined ? {} : { reason }),
    ...(restarts === undefined ? {} : { restarts }),
    ...(health === undefined ? {} : { health }),
    ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    ...(server.setId === null ? {} : { set: { id: server.setId, ordinal: server.setOrdinal ?? 0 } }),
    ...(members === undefined ? {} : { members }),
    description: server.description,
    metadata: server.metadata,
    key: server.keyName,
    locked: server.lockedBy !== null,
    locked_reason: server.lockedReason,
    former_image: server.former.image ? { id: server.former.image.imageId, name: server.former.image.imageName } : null,
    allowed_actions: allowedVerbs(server),
    fault: server.fault,
    created_at: server.createdAt,
    updated_at: server.updatedAt,
    launched_at: server.launchedAt,
  };
}

export const actionView = (action: Action): ActionView => ({
  request_id: action.requestId,
  action: action.action,
  server_id: action.serverId,
  user_id: action.userId,
  project_id: action.projectId,
  generation: action.generation,
  started_at: action.startedAt,
  finished_at: action.finishedAt,
  duration_ms: action.finishedAt === null ? null : Date.parse(action.finishedAt) - Date.parse(action.startedAt),
  result: action.result,
  fault: action.fault,
  phases: actionPhases(action),
});
