import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { buildVmImage } from '../../client/local/vm-image/build-vm-image.ts';
import type { VmImage } from '../../client/local/vm-image/build-vm-image.ts';

/** The small machine image, built with the first test that needs it and kept for the others, as long as its recipe is the same. */
export async function testVmImage(): Promise<VmImage> {
  await mkdir(testVmImageFolder, { recursive: true });
  await chmod(testVmImageFolder, 0o755);
  return buildVmImage(testVmImageFolder);
}

const recipe = ['build-vm-image.ts', 'guest-scripts.ts'].map((name) => readFileSync(new URL(`../../client/local/vm-image/${name}`, import.meta.url)));

export const testVmImageFolder = `/var/tmp/sampan-test-vm-image-${createHash('sha256').update(Buffer.concat(recipe)).digest('hex').slice(0, 8)}`;
