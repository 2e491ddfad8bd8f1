/**
 * A rebuild may keep the old root: its image is queued with the request, the spec names it, and the host sends the root
 * before anything of it is thrown away. A rebuild that failed is tried again with a later change of the server, so the image
 * waits for that; it goes when nobody will send it any more.
 */
import type { Db, DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Server } from './server-row.ts';

/** Images that hosts fill. */
export interface RootImages {
  /** A queued image on the layer that the server was started from. Answers its id. */
  order(server: Server, image: { name: string; userId: string; properties: Record<string, string> }, requestId: string): Promise<string>;
  /** Takes an image away; nothing happens when it is not there. */
  discard(imageId: string): Promise<void>;
  /** The same, unless it has its data. */
  discardUnfilled(imageId: string): Promise<void>;
}

export async function insertKeptRoot(trx: Trx, imageId: string, serverId: string): Promise<void> {
  await trx('kept_roots').insert({ image_id: imageId, server_id: serverId });
}

/** Lets go of images whose server is rebuilt, was ordered to do something else with its root, or is gone; unfilled ones are taken away. */
export async function settleKeptRoots(db: Db, images: Pick<RootImages, 'discardUnfilled'>, limit: number): Promise<void> {
  for (const imageId of await selectSettled(db, limit)) {
    await images.discardUnfilled(imageId);
    await db('kept_roots').where({ image_id: imageId }).delete();
  }
}

async function selectSettled(db: DbOrTrx, limit: number): Promise<string[]> {
  return db('kept_roots')
    .leftJoin('servers', 'servers.id', 'kept_roots.server_id')
    .where((settled) =>
      settled
        .whereNull('servers.id')
        .orWhereNotNull('servers.deleted_at')
        .orWhereNull('servers.keep_root_as')
        .orWhereRaw('servers.keep_root_as <> kept_roots.image_id')
        .orWhere((done) => done.whereRaw('servers.observed_generation >= servers.generation').whereNull('servers.task_state').whereNot('servers.vm_state', 'error')),
    )
    .limit(limit)
    .pluck('kept_roots.image_id');
}
