import type { Db } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectFlavor, selectFlavors } from '../flavors/flavor-store.ts';
import type { Flavor } from '../flavors/flavor-store.ts';
import { maySeeFlavor } from '../flavors/find-flavor.ts';
import { lastSegment } from '../images/resolve-image.ts';
import type { ResolvedImage } from '../images/resolve-image.ts';
import type { ServerFlavor } from './server-row.ts';

/** The flavor that a request names, 400 where there is none that the caller may see: the path is sound, the body is not. */
export async function findFlavor(db: Db, ref: string | number, auth: AuthContext): Promise<Flavor> {
  const id = lastSegment(String(ref));
  const flavor = await selectFlavor(db, id);
  if (!flavor || !maySeeFlavor(flavor, auth)) throw badRequest(`Flavor ${id} could not be found: list flavors to see those that there are.`, { flavor_id: id });
  return flavor;
}

/** By id, or by the name of exactly one. */
export async function findNamedFlavor(db: Db, ref: string, auth: AuthContext): Promise<Flavor> {
  const byId = await selectFlavor(db, ref);
  if (byId && maySeeFlavor(byId, auth)) return byId;
  const byName = (await selectFlavors(db)).find((flavor) => flavor.name === ref && maySeeFlavor(flavor, auth));
  if (!byName) throw badRequest(`Flavor ${ref} could not be found: list flavors to see those that there are.`, { field: 'flavor' });
  return byName;
}

/** What a server keeps of its flavor. */
export const serverFlavor = (flavor: Flavor): ServerFlavor => ({
  flavorId: flavor.id,
  flavorName: flavor.name,
  vcpus: flavor.vcpus,
  memoryMib: flavor.memoryMib,
  diskGib: flavor.diskGib,
  ephemeralGib: flavor.ephemeralGib,
  swapMib: flavor.swapMib,
  extraSpecs: flavor.extraSpecs,
});

export function requireRoomForImage(image: ResolvedImage, flavor: { flavorName: string; memoryMib: number; diskGib: number }): void {
  const short = (what: string, has: string, needs: string): Fault =>
    badRequest(`Flavor's ${what} is too small for requested image: ${flavor.flavorName} has ${has}, and image ${image.id} needs ${needs}.`);
  if (flavor.memoryMib < image.minMemoryMib) throw short('memory', `${flavor.memoryMib} MiB`, `${image.minMemoryMib} MiB`);
  if (flavor.diskGib > 0 && flavor.diskGib < image.minDiskGib) throw short('disk', `${flavor.diskGib} GiB`, `${image.minDiskGib} GiB`);
}
