import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { findServer } from './find-server.ts';

type AttachmentHandlers = Pick<Handlers<'compute'>, 'listVolumeAttachments' | 'attachVolume' | 'getVolumeAttachment' | 'detachVolume'>;

/** There are no volumes here, so no server has one and none is found. Clients ask for them with each server that they show. */
export function volumeAttachmentHandlers({ db }: { db: Db }): AttachmentHandlers {
  const refuse = async (serverId: string, volumeId: string, auth: AuthContext): Promise<never> => {
    await findServer(db, serverId, auth);
    throw new Fault('not-found', `Volume ${volumeId} could not be found: there are no volumes here. A server's disk is its flavor's.`, { details: { resource: 'volume', id: volumeId } });
  };
  return {
    async listVolumeAttachments({ path, auth }) {
      await findServer(db, path.id, auth);
      return { status: 200, body: { volumeAttachments: [] } };
    },
    attachVolume: ({ path, body, auth }) => refuse(path.id, body.volumeAttachment.volumeId, auth),
    getVolumeAttachment: ({ path, auth }) => refuse(path.id, path.volume_id, auth),
    detachVolume: ({ path, auth }) => refuse(path.id, path.volume_id, auth),
  };
}
