import type { AuthContext } from '../../openapi/serve/handler.ts';
import { Fault, forbidden } from '../../openapi/serve/fault.ts';
import type { Knex } from 'knex';
import type { Image } from './image-store.ts';

/** Whose eyes an image is seen with. */
export interface Viewer {
  projectId: string;
  /** Operators see all images; hosts and services fetch whatever the region told them to run. */
  seesAll: boolean;
}

export const viewerOf = (auth: AuthContext): Viewer => ({
  projectId: auth.projectId ?? '',
  seesAll: auth.isAdmin || auth.roles.includes('service') || auth.roles.includes('host'),
});

/** Shared images belong to their owner alone until members exist. */
export const maySee = (image: Image, viewer: Viewer): boolean =>
  viewer.seesAll || image.ownerProject === viewer.projectId || image.visibility === 'public' || image.visibility === 'community';

/** `maySee` as a condition on the table `images`. */
export const visibleImages =
  (viewer: Viewer) =>
  (query: Knex.QueryBuilder): void => {
    void query.whereNull('images.deleted_at');
    if (viewer.seesAll) return;
    void query.where((any) => void any.where('images.owner_project', viewer.projectId).orWhereIn('images.visibility', ['public', 'community']));
  };

/** What may be seen may still be someone else's: fault `forbidden`. */
export function requireOwner(image: Image, auth: AuthContext, verb: string): void {
  if (!auth.isAdmin && image.ownerProject !== auth.projectId) {
    throw forbidden(`You are not permitted to ${verb} the image ${image.id}: it belongs to another project.`);
  }
}

/** Everyone sees a public image in their list, so publishing is for operators. */
export function requirePublisher(visibility: string, auth: AuthContext): void {
  if (visibility === 'public' && !auth.isAdmin) {
    throw forbidden('You are not authorized to make an image public: ask an administrator, or choose private, shared or community.');
  }
}

/** The same words whether it does not exist or is someone else's, as clients of Glance know them. */
export const noImage = (id: string): Fault => new Fault('not-found', `No image found with ID ${id}`, { details: { resource: 'image', id } });
