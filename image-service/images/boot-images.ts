import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Viewer } from './image-access.ts';
import { findImage } from './image-store.ts';

/**
 * `kernel_id` and `ramdisk_id` name images that are booted with this one, by a host which may read all of them; so who
 * names one must be able to see it.
 */
export async function requireBootImages(db: DbOrTrx, properties: Readonly<Record<string, string>>, viewer: Viewer): Promise<void> {
  for (const [name, format] of bootProperties) {
    const id = properties[name];
    if (id === undefined || id === '') continue;
    const image = await findImage(db, id.toLowerCase(), viewer);
    if (!image) throw badRequest(`There is no image ${id.slice(0, 80)} that you can see, and ${name} names it.`, { field: name });
    if (image.containerFormat !== format) throw badRequest(`The image ${id} is no ${format} image, and ${name} names it: create it with the container format and the disk format ${format}.`, { field: name });
  }
}

const bootProperties = [['kernel_id', 'aki'], ['ramdisk_id', 'ari']] as const;
