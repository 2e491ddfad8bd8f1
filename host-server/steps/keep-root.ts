import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { Driver } from '../drivers/driver.ts';
import type { SendLayer } from '../layers/send-layer.ts';
import type { Applied } from '../servers/applied.ts';
import type { ServerSpec } from '../servers/spec.ts';

export interface KeepRootDependencies {
  sendLayer: SendLayer;
  /** Where the layer stands until it is sent. */
  directory: string;
}

export interface RootToKeep {
  spec: ServerSpec;
  driver: Driver;
  before: Applied;
  imageId: string;
  signal: AbortSignal;
}

/** Sends the root of a stopped server to the image service as one layer, before a fresh one takes its place. */
export async function keepRoot({ sendLayer, directory }: KeepRootDependencies, { spec, driver, before, imageId, signal }: RootToKeep): Promise<void> {
  const file = join(directory, `${spec.id}.root`);
  await rm(file, { force: true });
  try {
    const { format, size } = await driver.snapshot(spec.id, file);
    await sendLayer({ imageId, kind: format, parentId: before.image.layerId, file, size, signal });
  } finally {
    await rm(file, { force: true });
  }
}
