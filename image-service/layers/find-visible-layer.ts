import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { notFound } from '../../openapi/serve/fault.ts';
import type { Viewer } from '../images/image-access.ts';
import { findLayer, visibleLayers } from './layer-store.ts';
import { projectHolder } from './lease-store.ts';
import type { Layer } from './layer-store.ts';

/** A layer that stands below an image which the viewer may see, or that its project has just uploaded; knowing an id is not enough. */
export async function findVisibleLayer(db: DbOrTrx, id: string, viewer: Viewer): Promise<Layer> {
  const layer = await findLayer(db, id);
  if (!layer || !(await visibleLayers(db, [id], viewer, projectHolder(viewer.projectId))).has(id)) throw notFound('layer', id);
  return layer;
}
