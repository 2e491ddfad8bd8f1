import type { Trx } from '../../openapi/serve/db.ts';
import { refuse } from './kit/network-faults.ts';
import { lowestFree } from './ipam.ts';
import { selectSegments } from './network-store.ts';

/** The lowest segment that no network has; the caller holds the lock `network-segments`. */
export async function freeSegment(trx: Trx): Promise<number> {
  const segment = lowestFree(await selectSegments(trx), 1, maxSegment);
  if (segment === undefined) throw refuse('NoNetworkAvailable', 'Unable to create the network. No tenant network is available for allocation: delete networks that are not used.');
  return segment;
}

// A VNI has 24 bits (RFC 7348, section 5).
export const maxSegment = 0xffffff;
