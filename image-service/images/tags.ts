import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest, Fault, notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requireOwner, viewerOf } from './image-access.ts';
import { maxTags } from './image-attributes.ts';
import { addTag, removeTag } from './transition-store.ts';

/** `PUT /v2/images/{id}/tags/{tag}`; a tag that is there already stays. */
export const addImageTag =
  ({ db, now }: Services): HandlerOf<'image', 'addImageTag'> =>
  async ({ path, auth }) => {
    if (path.tag.length > 255) throw badRequest('A tag has at most 255 characters.', { field: 'tag' });
    await inTransaction(db, async (trx) => {
      const image = await findVisibleImage(trx, path.id, viewerOf(auth));
      requireOwner(image, auth, 'tag');
      if (image.tags.includes(path.tag)) return;
      if (image.tags.length >= maxTags) throw new Fault('too-large', `An image has at most ${maxTags} tags.`);
      await addTag(trx, image.id, path.tag, now().toISOString());
    });
    return { status: 204 };
  };

/** `DELETE /v2/images/{id}/tags/{tag}` */
export const removeImageTag =
  ({ db, now }: Services): HandlerOf<'image', 'removeImageTag'> =>
  async ({ path, auth }) => {
    await inTransaction(db, async (trx) => {
      const image = await findVisibleImage(trx, path.id, viewerOf(auth));
      requireOwner(image, auth, 'untag');
      if (!(await removeTag(trx, image.id, path.tag, now().toISOString()))) throw notFound('image tag', path.tag);
    });
    return { status: 204 };
  };
