/** Nova's actions that reach inside of a server. */
import { badRequest } from '../../openapi/serve/fault.ts';
import type { ActionCall, ActionHandlers, ActionReply } from '../servers/action-handler.ts';
import { findServer } from '../servers/find-server.ts';
import { requireAllowed } from '../servers/server-state.ts';
import { changeServer } from '../servers/change-server.ts';
import type { ChangeServerDeps } from '../servers/change-server.ts';
import { consoleUrl } from './consoles.ts';
import { logText } from './log.ts';
import { orderSnapshot } from './order-snapshot.ts';
import type { SnapshotDeps } from './order-snapshot.ts';
import { givePassword } from './password.ts';

export type InsideActions = ReturnType<typeof insideActions>;

export type InsideActionDeps = SnapshotDeps & ChangeServerDeps & { imageUrl: string };

export function insideActions(deps: InsideActionDeps) {
  return {
    'changePassword': async ({ path, auth, requestId }: ActionCall, { adminPass }: { adminPass: string }): Promise<ActionReply> => {
      const server = await findServer(deps.db, path.id, auth);
      requireAllowed('change-password', server, auth);
      await givePassword(deps, server, { password: adminPass, requestId });
      await changeServer({ id: server.id, verb: 'change-password', auth, requestId }, deps);
      return { status: 202 };
    },
    'createImage': async (call: ActionCall, { name, metadata = {} }: { name: string; metadata?: Record<string, string> }): Promise<ActionReply> => {
      const { path, auth, requestId } = call;
      const imageId = await orderSnapshot({ id: path.id, verb: 'create-image', name, properties: ownProperties(metadata), auth, requestId }, deps);
      return imageReply(call, imageId, deps.imageUrl);
    },
    'createBackup': async (call: ActionCall, body: { name: string; backup_type: string; rotation: number | string; metadata?: Record<string, string> }): Promise<ActionReply> => {
      const { path, auth, requestId } = call;
      const rotation = Number(body.rotation);
      const backup = { type: body.backup_type, rotation };
      const imageId = await orderSnapshot({ id: path.id, verb: 'create-backup', name: body.name, properties: ownProperties(body.metadata ?? {}), backup, auth, requestId }, deps);
      return rotation > 0 ? imageReply(call, imageId, deps.imageUrl) : { status: 202 };
    },
    'os-getConsoleOutput': async ({ path, auth, requestId }: ActionCall, value: { length?: number | string | null } | null | undefined): Promise<ActionReply> => {
      const server = await findServer(deps.db, path.id, auth);
      const length = value?.length;
      const tail = length === undefined || length === null || Number(length) === -1 ? undefined : Number(length);
      return { status: 200, body: { output: await logText(deps, server, tail, requestId) } };
    },
    'os-getVNCConsole': async (call: ActionCall, { type }: { type: string }): Promise<ActionReply> => ({ status: 200, body: { console: { type, url: await consoleUrl(deps, call, 'vnc') } } }),
    'os-getSerialConsole': async (call: ActionCall, { type }: { type: string }): Promise<ActionReply> => ({ status: 200, body: { console: { type, url: await consoleUrl(deps, call, 'serial') } } }),
  } satisfies Partial<ActionHandlers>;
}

/** Before 2.45 a header names the image, since then the body does. */
function imageReply({ since }: ActionCall, imageId: string, imageUrl: string): ActionReply {
  if (since('2.45')) return { status: 202, body: { image_id: imageId } };
  return { status: 202, headers: { Location: `${imageUrl}/image/v2/images/${imageId}` } };
}

/** What an image says of itself is not the user's to say. */
function ownProperties(metadata: Record<string, string>): Record<string, string> {
  const taken = Object.keys(metadata).find((key) => reserved.has(key));
  if (taken !== undefined) throw badRequest(`The image property ${taken} is the service's own: leave it out of the metadata.`, { field: `metadata.${taken}` });
  return metadata;
}

const reserved = new Set(['id', 'name', 'owner', 'visibility', 'snapshot', 'layer_id', 'disk_format', 'container_format', 'status', 'size', 'tags', 'protected', 'min_disk', 'min_ram', 'os_hidden']);
