import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { viewerOf } from './image-access.ts';
import { imageView } from './image-view.ts';

/** `GET /v2/images/{id}` */
export const getImage =
  ({ db }: Services): HandlerOf<'image', 'getImage'> =>
  async ({ path, auth }) => ({ status: 200, body: imageView(await findVisibleImage(db, path.id, viewerOf(auth))) });
