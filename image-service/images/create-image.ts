import { randomUUID } from 'node:crypto';
import { badRequest } from '../../openapi/serve/fault.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { importMethods } from '../imports/methods.ts';
import type { Services } from '../services.ts';
import { requirePublisher } from './image-access.ts';
import { requireWritable, setAttribute } from './image-attributes.ts';
import { insertImage } from './image-store.ts';
import type { Image, ImageChanges } from './image-store.ts';
import { imageView } from './image-view.ts';

/** `POST /v2/images`: a record in `queued`; its data comes with `PUT …/file`. */
export const createImage =
  ({ db, now }: Services): HandlerOf<'image', 'createImage'> =>
  async ({ body, auth, baseUrl }) => {
    const { id, ...given } = body as Record<string, unknown>;
    const changes: ImageChanges = {};
    for (const [name, value] of Object.entries(given)) {
      // Administrators may create for another project; everyone may name their own.
      if (name === 'owner' && (auth.isAdmin || value === auth.projectId)) continue;
      requireWritable(name);
      setAttribute(changes, name, value);
    }
    const owner = given['owner'] ?? auth.projectId;
    if (typeof owner !== 'string' || owner === '') throw badRequest('The owner of an image is the id of a project.', { field: 'owner' });
    const image = newImage(typeof id === 'string' ? id.toLowerCase() : randomUUID(), owner, changes, now().toISOString());
    requirePublisher(image.visibility, auth);
    await inTransaction(db, (trx) => insertImage(trx, image));
    return {
      status: 201,
      body: imageView(image),
      headers: { Location: `${baseUrl}/v2/images/${image.id}`, 'OpenStack-image-import-methods': importMethods.join(',') },
    };
  };

const newImage = (id: string, ownerProject: string, changes: ImageChanges, now: string): Image => ({
  id,
  name: changes.name ?? null,
  ownerProject,
  visibility: changes.visibility ?? 'shared',
  status: 'queued',
  statusReason: null,
  kind: null,
  diskFormat: changes.diskFormat ?? null,
  containerFormat: changes.containerFormat ?? null,
  topLayerId: null,
  configDigest: null,
  manifestDigest: null,
  manifestMediaType: null,
  dataDigest: null,
  stagedDigest: null,
  osHashAlgo: null,
  osHashValue: null,
  size: null,
  virtualSize: null,
  minDiskGib: changes.minDiskGib ?? 0,
  minRamMib: changes.minRamMib ?? 0,
  architecture: null,
  protected: changes.protected ?? false,
  osHidden: changes.osHidden ?? false,
  createdAt: now,
  updatedAt: now,
  properties: changes.setProperties ?? {},
  tags: [...new Set(changes.tags ?? [])].sort(),
});
