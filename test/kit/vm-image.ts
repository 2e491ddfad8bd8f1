import { chmod, mkdir } from 'node:fs/promises';
import { buildVmImage } from '../../client/local/vm-image/build-vm-image.ts';
import type { VmImage } from '../../client/local/vm-image/build-vm-image.ts';

/** The small machine image, built with the first test that needs it and kept for the others. */
export async function testVmImage(): Promise<VmImage> {
  await mkdir(testVmImageFolder, { recursive: true });
  await chmod(testVmImageFolder, 0o755);
  return buildVmImage(testVmImageFolder);
}

export const testVmImageFolder = '/var/tmp/sampan-test-vm-image';
