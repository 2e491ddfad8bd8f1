import { join } from 'node:path';

/** The one file of a layer that is a disk's: a qcow2 file without any name of its parent inside. */
export const layerDisk = (layerFolder: string): string => join(layerFolder, 'disk.qcow2');
