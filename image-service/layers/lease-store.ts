import type { Trx } from '../../openapi/serve/db.ts';
import { suspectLayers } from './layer-store.ts';

/** Of a lease that keeps a layer for a project which has no image of it yet; such a lease also lets the project see it. */
export const projectHolder = (projectId: string): string => `project:${projectId}`;

/** Keeps a layer, and with it all below it, from collection until `expiresAt` (ISO time). */
export async function insertLease(trx: Trx, lease: { id: string; holder: string; expiresAt: string; layerId: string }): Promise<void> {
  await trx('leases').insert({ id: lease.id, holder: lease.holder, expires_at: lease.expiresAt });
  await trx('lease_refs').insert({ lease_id: lease.id, layer_id: lease.layerId });
  // A collector that looked before this lease was there finds the row changed.
  await trx('layers').where({ id: lease.layerId }).update({ gc_after: null });
}

/** False when there is no such lease of this holder. */
export async function deleteLease(trx: Trx, id: string, holder: string, now: string): Promise<boolean> {
  const lease: unknown = await trx('leases').where({ id, holder }).first('id');
  if (lease === undefined) return false;
  await dropLeases(trx, [id], now);
  return true;
}

export async function deleteExpiredLeases(trx: Trx, now: string): Promise<number> {
  const expired = (await trx('leases').where('expires_at', '<=', now).select('id')) as { id: string }[];
  if (expired.length > 0) await dropLeases(trx, expired.map(({ id }) => id), now);
  return expired.length;
}

async function dropLeases(trx: Trx, ids: string[], now: string): Promise<void> {
  const refs = (await trx('lease_refs').whereIn('lease_id', ids).select('layer_id')) as { layer_id: string }[];
  await trx('lease_refs').whereIn('lease_id', ids).delete();
  await trx('leases').whereIn('id', ids).delete();
  await suspectLayers(trx, [...new Set(refs.map((ref) => ref.layer_id))], now);
}
