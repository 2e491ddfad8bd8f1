import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { viewerOf } from './image-access.ts';
import { readImageQuery } from './image-query.ts';
import { imageView } from './image-view.ts';
import { listImages as listPage } from './list-store.ts';
import { pageLink } from './page-link.ts';

/** `GET /v2/images`: own and public images, newest first, a page at a time. */
export const listImages =
  ({ db }: Services): HandlerOf<'image', 'listImages'> =>
  async ({ query, auth, requestPath }) => {
    const { images, more } = await listPage(db, readImageQuery(query), viewerOf(auth));
    const last = images.at(-1);
    return {
      status: 200,
      body: {
        images: images.map(imageView),
        first: pageLink('/v2/images', requestPath, undefined),
        ...(more && last ? { next: pageLink('/v2/images', requestPath, last.id) } : {}),
        schema: '/v2/schemas/images',
      },
    };
  };
