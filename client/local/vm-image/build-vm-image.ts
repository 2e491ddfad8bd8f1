/**
 * A small machine image made on the spot from Debian's own packages: the cloud kernel, a ramdisk of busybox with the modules
 * that a virtual machine needs, and a disk with the same busybox, the QEMU guest agent and an SSH server.
 *
 * The packages are downloaded by apt, not installed, and kept beside the result; it is built once.
 */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chpasswdScript, initScript, inittab, powerScript, rcScript, udhcpcScript } from './guest-scripts.ts';

export interface VmImage {
  kernel: string;
  ramdisk: string;
  /** qcow2; its root file system is the whole disk. */
  disk: string;
  /** Of the kernel. */
  commandLine: string;
}

/** Makes the three files in `folder`, unless they are there. Needs apt, busybox, cpio, mke2fs and qemu-img. */
export async function buildVmImage(folder: string): Promise<VmImage> {
  const image = { kernel: join(folder, 'kernel'), ramdisk: join(folder, 'ramdisk'), disk: join(folder, 'disk.qcow2'), commandLine: 'root=/dev/vda console=ttyS0 quiet' };
  if (await isThere(image.disk)) return image;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'work-'));
  try {
    const packages = join(folder, 'packages');
    await download(packages);
    await extract(packages, work);
    await makeRamdisk(work, image.ramdisk);
    await makeDisk(work, image.disk);
    const [kernel = ''] = (await readdir(join(work, 'linux/boot'))).filter((name) => name.startsWith('vmlinuz-'));
    await cp(join(work, 'linux/boot', kernel), image.kernel);
    await rename(`${image.disk}.new`, image.disk);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return image;
}

const run = async (program: string, args: string[], cwd?: string): Promise<string> =>
  (await promisify(execFile)(program, args, { ...(cwd === undefined ? {} : { cwd }), maxBuffer: 64 * 2 ** 20, env: { ...process.env, LC_ALL: 'C' } })).stdout;

/** What the agent and the SSH server run with. */
const libraries = ['libc6', 'libglib2.0-0', 'libpcre2-8-0', 'libudev1', 'libnuma1', 'liburing2', 'libtomcrypt1', 'libtommath1', 'libgmp10', 'libcrypt1', 'zlib1g'];

async function download(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).includes('complete')) return;
  const depends = await run('apt-cache', ['depends', '--important', 'linux-image-cloud-amd64']);
  const kernel = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (kernel === undefined) throw new Error('apt knows no linux-image-cloud-amd64. Run apt-get update, then try again.');
  await run('apt-get', ['download', kernel, 'qemu-guest-agent', 'dropbear-bin', ...libraries], folder);
  await writeFile(join(folder, 'complete'), '');
}

async function extract(packages: string, work: string): Promise<void> {
  for (const name of (await readdir(packages)).filter((each) => each.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', join(packages, name), join(work, name.startsWith('linux-image') ? 'linux' : 'extra')]);
  }
}

/** In the order in which they are wanted; what they depend on comes along. */
const modulesAtBoot = ['virtio_pci', 'virtio_mmio', 'virtio_blk', 'virtio_net', 'virtio_console', 'virtio_rng', 'virtio_balloon', 'evdev', 'button', 'isofs'];
/** There to be loaded: the kernel's packet generator, by which a network can be tried from within. */
const modules = [...modulesAtBoot, 'pktgen'];

async function makeRamdisk(work: string, target: string): Promise<void> {
  const root = join(work, 'ramdisk');
  await makeSystem(root);
  await writeFile(join(root, 'init'), initScript, { mode: 0o755 });
  await copyModules(join(work, 'linux'), root);
  await writeFile(join(root, 'etc/modules'), `${modulesAtBoot.join('\n')}\n`);
  const names = await run('find', ['.', '-mindepth', '1'], root);
  const archive = join(work, 'ramdisk.cpio');
  const packing = promisify(execFile)('cpio', ['--quiet', '-o', '-H', 'newc', '-R', '0:0', '-O', archive], { cwd: root });
  packing.child.stdin?.end(names);
  await packing;
  await writeFile(`${target}.new`, gzipSync(await readFile(archive), { level: 1 }));
  await rename(`${target}.new`, target);
}

async function makeDisk(work: string, target: string): Promise<void> {
  const root = join(work, 'disk');
  await makeSystem(root);
  await cp(join(work, 'extra'), root, { recursive: true, verbatimSymlinks: true, force: false, errorOnExist: false });
  for (const folder of ['usr/share', 'usr/lib/x86_64-linux-gnu/gconv', 'usr/lib/udev']) await rm(join(root, folder), { recursive: true, force: true });
  const raw = join(work, 'disk.raw');
  await writeFile(raw, '');
  await truncate(raw, 512 * 2 ** 20);
  await run('mke2fs', ['-q', '-t', 'ext4', '-L', 'sampan-root', '-E', 'root_owner=0:0,lazy_itable_init=1', '-d', root, raw]);
  await run('qemu-img', ['convert', '-q', '-f', 'raw', '-O', 'qcow2', raw, `${target}.new`]);
}

/** Busybox with its applets, and the scripts that make it a server. */
async function makeSystem(root: string): Promise<void> {
  for (const folder of ['bin', 'sbin', 'dev', 'etc/acpi/PWRF', 'lib', 'mnt', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/bin', 'usr/sbin', 'var/log']) await mkdir(join(root, folder), { recursive: true });
  await cp('/bin/busybox', join(root, 'bin/busybox'));
  const applets = (await run('/bin/busybox', ['--list'])).trim().split('\n').filter((name) => name !== 'busybox');
  for (const name of applets) await symlink('/bin/busybox', join(root, inSbin.has(name) ? 'sbin' : 'bin', name));
  await symlink('/bin/busybox', join(root, 'sbin/init')).catch(alreadyThere);
  const scripts: [string, string, number][] = [
    ['etc/inittab', inittab, 0o644], ['etc/rc', rcScript, 0o755], ['etc/udhcpc.script', udhcpcScript, 0o755],
    ['etc/acpi/PWRF/00000080', powerScript, 0o755], ['usr/sbin/chpasswd', chpasswdScript, 0o755], ['usr/sbin/shutdown', powerScript, 0o755],
    ['etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n', 0o644],
    ['etc/group', 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n', 0o644], ['etc/shadow', 'root:*:19000:0:99999:7:::\n', 0o600], ['etc/shells', '/bin/sh\n', 0o644],
  ];
  for (const [name, content, mode] of scripts) {
    await writeFile(join(root, name), content);
    await chmod(join(root, name), mode);
  }
}

const inSbin = new Set(['init', 'getty', 'reboot', 'poweroff', 'halt', 'modprobe', 'ifconfig', 'route', 'udhcpc', 'acpid']);

async function copyModules(linux: string, root: string): Promise<void> {
  const [version = ''] = await readdir(join(linux, 'lib/modules'));
  const from = join(linux, 'lib/modules', version);
  const to = join(root, 'lib/modules', version);
  // Debian's depmod belongs to kmod, busybox's is here already.
  await run('/bin/busybox', ['depmod', '-b', linux, version]);
  const dependencies = new Map((await readFile(join(from, 'modules.dep'), 'utf8')).trim().split('\n').map((line) => {
    const [path = '', rest = ''] = line.split(':');
    return [path, rest.trim().split(/\s+/).filter((each) => each !== '')];
  }));
  const wanted = new Set<string>();
  const want = (path: string): void => {
    if (wanted.has(path)) return;
    wanted.add(path);
    for (const next of dependencies.get(path) ?? []) want(next);
  };
  for (const name of modules) for (const path of dependencies.keys()) if (path.endsWith(`/${name}.ko`) || path.endsWith(`/${name.replaceAll('_', '-')}.ko`)) want(path);
  for (const path of wanted) await cp(join(from, path), join(to, path));
  await run('/bin/busybox', ['depmod', '-b', root, version]);
}

function alreadyThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);
