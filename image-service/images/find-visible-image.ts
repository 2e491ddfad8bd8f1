import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { noImage } from './image-access.ts';
import type { Viewer } from './image-access.ts';
import { findImage } from './image-store.ts';
import type { Image } from './image-store.ts';

/** The image, or the 404 that also hides those of other projects. */
export async function findVisibleImage(db: DbOrTrx, id: string, viewer: Viewer): Promise<Image> {
  const image = await findImage(db, id.toLowerCase(), viewer);
  if (!image) throw noImage(id);
  return image;
}
