import type { Migration } from '../../openapi/serve/migrate.ts';
import { layersAndImages } from './migrations/0001-layers-and-images.ts';
import { registry } from './migrations/0002-registry.ts';
import { glance } from './migrations/0003-glance.ts';
import { registryUploads } from './migrations/0004-registry-uploads.ts';
import { quotaAndScrub } from './migrations/0005-quota-and-scrub.ts';
import { layerUploads } from './migrations/0006-layer-uploads.ts';
import { snapshots } from './migrations/0010-snapshots.ts';
import { resumableUploads } from './migrations/0011-resumable-uploads.ts';

/** The schema of the image service, step by step. */
export const migrations: readonly Migration[] = [layersAndImages, registry, glance, registryUploads, quotaAndScrub, layerUploads, snapshots, resumableUploads];
