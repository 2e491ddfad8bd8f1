import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findVisibleImage } from '../images/find-visible-image.ts';
import { viewerOf } from '../images/image-access.ts';
import type { Services } from '../services.ts';
import { findVisibleLayer } from './find-visible-layer.ts';
import { findChildren, readChain, visibleLayers } from './layer-store.ts';
import { layerViews } from './layer-view.ts';
import type { LayerBody } from './layer-view.ts';

/** `GET /v2/images/{id}/layers`: base first, each with its parent. */
export const listImageLayers =
  ({ db }: Services): HandlerOf<'image', 'listImageLayers'> =>
  async ({ path, auth }) => {
    const { topLayerId } = await findVisibleImage(db, path.id, viewerOf(auth));
    const chain = topLayerId === null ? [] : await readChain(db, topLayerId);
    return { status: 200, body: { layers: await layerViews(db, chain) } };
  };

/** `GET /v2/layers/{id}` */
export const getLayer =
  ({ db }: Services): HandlerOf<'image', 'getLayer'> =>
  async ({ path, auth }) => {
    const [body] = (await layerViews(db, [await findVisibleLayer(db, path.id, viewerOf(auth))])) as [LayerBody];
    return { status: 200, body };
  };

/** `GET /v2/layers/{id}/children`: of those, the ones that the caller may see. */
export const listLayerChildren =
  ({ db }: Services): HandlerOf<'image', 'listLayerChildren'> =>
  async ({ path, auth }) => {
    const viewer = viewerOf(auth);
    const layer = await findVisibleLayer(db, path.id, viewer);
    const children = await findChildren(db, layer.id);
    const visible = await visibleLayers(db, children.map(({ id }) => id), viewer);
    return { status: 200, body: { layers: await layerViews(db, children.filter(({ id }) => visible.has(id))) } };
  };
