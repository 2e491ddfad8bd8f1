import { buildVmImage } from './vm-image/build-vm-image.ts';

export const demoVmName = 'demo-vm';

/** Orders of an administrator, as `sampan` takes them. */
export interface ImageCommands {
  run(...args: string[]): Promise<void>;
  json<T>(...args: string[]): Promise<T>;
}

/** A machine image beside the container image: built once in `folder` from Debian's packages, its kernel and ramdisk as images of their own. */
export async function ensureDemoVm(admin: ImageCommands, folder: string): Promise<boolean> {
  const images = await admin.json<{ name: string | null; status: string }[]>('image', 'list');
  const has = (name: string): boolean => images.some((image) => image.name === name && image.status === 'active');
  if (has(demoVmName)) return false;
  const built = await buildVmImage(folder);
  const [kernel, ramdisk] = [`${demoVmName}-kernel`, `${demoVmName}-ramdisk`];
  if (!has(kernel)) await admin.run('image', 'create', kernel, '--file', built.kernel, '--container-format', 'aki', '--disk-format', 'aki', '--public');
  if (!has(ramdisk)) await admin.run('image', 'create', ramdisk, '--file', built.ramdisk, '--container-format', 'ari', '--disk-format', 'ari', '--public');
  await admin.run(
    'image', 'create', demoVmName, '--file', built.disk, '--kernel', kernel, '--ramdisk', ramdisk, '--public',
    '--property', `os_command_line=${built.commandLine}`, '--property', 'hw_qemu_guest_agent=yes', '--min-disk', '1', '--min-ram', '128',
  );
  return true;
}
