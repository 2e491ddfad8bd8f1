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

/** The images that a viewer may see, as a condition on the table `images`; a member sees a shared image before accepting it. */
export const visibleImages =
  (viewer: Viewer) =>
  (query: Knex.QueryBuilder): void => {
    void query.whereNull('images.deleted_at');
    if (viewer.seesAll) return;
    void query.where(
      (any) =>
        void any
          .where('images.owner_project', viewer.projectId)
          .orWhereIn('images.visibility', ['public', 'community'])
          .orWhere((shared) => void shared.where('images.visibility', 'shared').whereExists(memberships(viewer.projectId))),
    );
  };

/** Rows of `image_members` that make a project a member of the image in question, of any status or of the one given. */
export const memberships =
  (projectId: string, status?: string) =>
  (query: Knex.QueryBuilder): void => {
    void query.from('image_members').whereRaw('image_members.image_id = images.id').where({ project_id: projectId });
    if (status !== undefined) void query.where({ status });
  };

/** Administrators own everything. */
export const isOwner = (image: Image, auth: AuthContext): boolean => auth.isAdmin || image.ownerProject === auth.projectId;

/** What may be seen may still be someone else's: fault `forbidden`. */
export function requireOwner(image: Image, auth: AuthContext, verb: string): void {
  if (!isOwner(image, auth)) {
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
