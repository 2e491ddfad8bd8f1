import { inTransaction } from '../../openapi/serve/db.ts';
import { forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { requireBootImages } from './boot-images.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requireOwner, requirePublisher, viewerOf } from './image-access.ts';
import { updateImage as updateRow } from './image-store.ts';
import type { Image, ImageChanges } from './image-store.ts';
import { imageView } from './image-view.ts';
import { readPatch } from './json-patch.ts';

/** `PATCH /v2/images/{id}`, both dialects. */
export const updateImage =
  ({ db, now }: Services): HandlerOf<'image', 'updateImage'> =>
  async ({ path, body, auth }) => {
    const updated = await inTransaction(db, async (trx) => {
      const image = await findVisibleImage(trx, path.id, viewerOf(auth));
      requireOwner(image, auth, 'change');
      const changes = readPatch(body as Record<string, unknown>[], image.properties);
      if (changes.visibility !== undefined && changes.visibility !== image.visibility) requirePublisher(changes.visibility, auth);
      requireFormatsFree(image, changes);
      await requireBootImages(trx, changes.setProperties ?? {}, viewerOf(auth));
      await updateRow(trx, image.id, changes, now().toISOString());
      return findVisibleImage(trx, image.id, viewerOf(auth));
    });
    return { status: 200, body: imageView(updated) };
  };

/** The formats say how data is read, so they are fixed once there is some. */
function requireFormatsFree(image: Image, changes: ImageChanges): void {
  if (image.status === 'queued') return;
  const fixed = [
    { name: 'disk_format', before: image.diskFormat, after: changes.diskFormat },
    { name: 'container_format', before: image.containerFormat, after: changes.containerFormat },
  ].find(({ before, after }) => after !== undefined && after !== before);
  if (fixed) throw forbidden(`Attribute ${fixed.name} can be only replaced for a queued image, and this one is ${image.status}.`, { attribute: fixed.name });
}
