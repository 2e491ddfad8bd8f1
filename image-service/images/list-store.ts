import type { Knex } from 'knex';
import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import { memberships, visibleImages } from './image-access.ts';
import type { Viewer } from './image-access.ts';
import { sortColumns } from './image-query.ts';
import type { ImageQuery, SortKey } from './image-query.ts';
import { withParts } from './image-store.ts';
import type { Image, ImageRow } from './image-store.ts';

/** One page, and whether there is another. The page begins behind the marker's place in the order, not at a count. */
export async function listImages(db: Db, query: ImageQuery, viewer: Viewer): Promise<{ images: Image[]; more: boolean }> {
  const rows = (await db('images')
    .where(visibleImages(viewer))
    .where((where) => void applyFilters(where, query, viewer))
    .where(await behindMarker(db, query, viewer))
    .orderByRaw(query.sort.map(({ key, direction }) => `${sortExpression(key)} ${direction}`).join(', '))
    .limit(query.limit + 1)) as ImageRow[];
  const page = rows.slice(0, query.limit);
  return { images: await withParts(db, page), more: rows.length > page.length && page.length > 0 };
}

/** The configurations of visible images whose top is one of these layers, oldest first. */
export async function findConfigs(db: DbOrTrx, layerIds: readonly string[], viewer: Viewer): Promise<{ layerId: string; configDigest: string }[]> {
  return db('images')
    .whereIn('top_layer_id', [...layerIds])
    .whereNotNull('config_digest')
    .where(visibleImages(viewer))
    .orderBy('created_at')
    .select({ layerId: 'top_layer_id', configDigest: 'config_digest' });
}

function applyFilters(where: Knex.QueryBuilder, query: ImageQuery, viewer: Viewer): void {
  void where.where('images.os_hidden', Number(query.hidden));
  if (!query.community && !viewer.seesAll) {
    void where.where((own) => void own.whereNot('images.visibility', 'community').orWhere('images.owner_project', viewer.projectId));
  }
  if (query.memberStatus !== 'all' && !viewer.seesAll) {
    void where.where(
      (own) =>
        void own
          .whereNot('images.visibility', 'shared')
          .orWhere('images.owner_project', viewer.projectId)
          .orWhereExists(memberships(viewer.projectId, query.memberStatus)),
    );
  }
  for (const { column, operator, value } of query.filters) {
    if (Array.isArray(value)) void where.whereIn(`images.${column}`, value);
    else void where.where(`images.${column}`, operator, value);
  }
  for (const tag of query.tags) {
    void where.whereExists((exists) => void exists.from('image_tags').whereRaw('image_tags.image_id = images.id').where({ tag }));
  }
  for (const { name, value } of query.properties) {
    void where.whereExists((exists) => void exists.from('image_properties').whereRaw('image_properties.image_id = images.id').where({ name, value }));
  }
}

/** `(a, b) > (x, y)` spelled out, because the keys may have different directions. */
async function behindMarker(db: Db, { marker, sort }: ImageQuery, viewer: Viewer): Promise<(where: Knex.QueryBuilder) => void> {
  if (marker === undefined) return () => undefined;
  const row = (await db('images').where('images.id', marker).where(visibleImages(viewer)).first()) as ImageRow | undefined;
  if (!row) throw badRequest(`The marker ${marker} is not an image that you can see: begin the list again without it.`, { field: 'marker' });
  const valueOf = ({ key }: SortKey): string | number => row[sortColumns[key].column] ?? sortColumns[key].none;
  return (where) => {
    sort.forEach((last, index) => {
      void where.orWhere((all) => {
        for (const before of sort.slice(0, index)) void all.whereRaw(`${sortExpression(before.key)} = ?`, [valueOf(before)]);
        void all.whereRaw(`${sortExpression(last.key)} ${last.direction === 'asc' ? '>' : '<'} ?`, [valueOf(last)]);
      });
    });
  };
}

/** From our own table of names, so nothing of the request gets into SQL text. */
function sortExpression(key: SortKey['key']): string {
  const { column, none } = sortColumns[key];
  return nullable.has(column) ? `coalesce(images.${column}, ${typeof none === 'number' ? none : `'${none}'`})` : `images.${column}`;
}

const nullable = new Set(['name', 'container_format', 'disk_format', 'size']);
