import { chmod, mkdir } from 'node:fs/promises';
import { buildVmImage } from '../../client/local/vm-image/build-vm-image.ts';
import type { VmImage } from '../../client/local/vm-image/build-vm-image.ts';

/** The small machine image, built with the first test that needs it and kept for the others. */
export async function testVmImage(): Promise<VmImage> {
  const folder = '/var/tmp/sampan-test-vm-image';
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  return buildVmImage(folder);
}
