import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { viewerOf } from './image-access.ts';
import { readImageQuery } from './image-query.ts';
import { imageView } from './image-view.ts';
import { listImages as listPage } from './list-store.ts';

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
        first: link(requestPath, undefined),
        ...(more && last ? { next: link(requestPath, last.id) } : {}),
        schema: '/v2/schemas/images',
      },
    };
  };

/** The same query from another marker; relative, as Glance's links are. */
function link(requestPath: string, marker: string | undefined): string {
  const params = new URLSearchParams(requestPath.split('?')[1] ?? '');
  params.delete('marker');
  if (marker !== undefined) params.set('marker', marker);
  const query = params.toString();
  return query === '' ? '/v2/images' : `/v2/images?${query}`;
}
