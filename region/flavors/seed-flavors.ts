import type { Db } from '../../openapi/serve/db.ts';
import type { Ambient } from '../ambient.ts';
import { countFlavors, insertMissingFlavors } from './flavor-store.ts';

/** Gives an empty region the flavors that every OpenStack user knows; a region that has any keeps what its admins made. */
export async function seedFlavors(db: Db, ambient: Ambient): Promise<void> {
  if ((await countFlavors(db)) > 0) return;
  const createdAt = ambient.now().toISOString();
  await insertMissingFlavors(
    db,
    seeds.map(([id, name, vcpus, memoryMib, diskGib]) => ({
      id, name, vcpus, memoryMib, diskGib, swapMib: 0, ephemeralGib: 0, rxtxFactor: 1, isPublic: true, description: null, createdAt, extraSpecs: {}, projectIds: [],
    })),
  );
}

// Id, name, vcpus, MiB, GiB; ids 1 to 4 are those that devstack and old clients use.
const seeds: readonly (readonly [string, string, number, number, number])[] = [
  ['42', 'm1.nano', 1, 64, 1],
  ['84', 'm1.micro', 1, 128, 1],
  ['1', 'm1.tiny', 1, 512, 1],
  ['2', 'm1.small', 1, 2048, 20],
  ['3', 'm1.medium', 2, 4096, 40],
  ['4', 'm1.large', 4, 8192, 80],
];
