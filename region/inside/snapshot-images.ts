import { createClient } from '../../openapi/call/call.ts';
import type { TokenSource } from '../../openapi/call/token-source.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import type { RootImages } from '../servers/kept-roots.ts';
import type { Server } from '../servers/server-row.ts';

/** The images of snapshots, which the region orders on their owners' behalf. */
export interface SnapshotImages extends RootImages {
  close(): void;
}

/** @param imageUrl where the image service is, without its prefix */
export function createSnapshotImages(imageUrl: string, tokens: TokenSource, ca?: string[]): SnapshotImages {
  const discard = async (imageId: string): Promise<void> => {
    await client.call('deleteImage', { path: { id: imageId } }).catch(unlessMissing);
  };
  const client = createClient('image', { baseUrl: `${imageUrl}/image`, tokens, timeoutMs: 10_000, retries: 1, userAgent: 'sampan-region', ca });
  return {
    async order(server, { name, userId, properties }, requestId) {
      const body = {
        name,
        owner: server.projectId,
        visibility: 'private' as const,
        ...inherited(server),
        snapshot: { host: server.hostName, kind: server.kind === 'vm' ? ('qcow2' as const) : ('tar' as const), parent_id: server.layerId },
        image_type: 'snapshot',
        base_image_ref: server.imageId,
        instance_uuid: server.id,
        user_id: userId,
        ...properties,
      };
      const created = await client.call('createImage', { body: body as never, requestId });
      return (created.body as { id: string }).id;
    },
    discard,
    async discardUnfilled(imageId) {
      const image = await client.call('getImage', { path: { id: imageId } }).catch(unlessMissing);
      if (image?.body.status === 'queued' || image?.body.status === 'saving') await discard(imageId);
    },
    close: () => client.close(),
  };
}

function unlessMissing(error: unknown): undefined {
  if (!isFault(error) || error.status !== 404) throw error;
}

/**
 * What the image of the server says of how it boots (kernel, machine type, agent), which its snapshot needs as much. A machine's
 * disk has the size of its flavor by now and fits on no smaller one (as Nova has it, nova/utils.py,
 * get_system_metadata_from_image).
 */
function inherited({ imageParts, kind, diskGib }: Server): Record<string, string | number> {
  const { properties = {}, kernel, ramdisk } = imageParts;
  const { backup_type: _, ...own } = properties;
  return {
    ...own,
    ...(kernel ? { kernel_id: kernel.id } : {}),
    ...(ramdisk ? { ramdisk_id: ramdisk.id } : {}),
    ...(kind === 'vm' && diskGib > 0 ? { min_disk: diskGib } : {}),
  };
}
