/**
 * A whole Debian on a disk that boots by its own boot loader, as a user would upload it: debootstrap's smallest system with the
 * cloud kernel, systemd and the QEMU guest agent. It takes a minute, is made once, and is kept for the next run with the same recipe.
 *
 * Everything is written into files: no loop device, and mounts are in a namespace of their own, so that it can be made while
 * other tests look at the machine.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const recipe = createHash('sha256').update(readFileSync(new URL(import.meta.url))).digest('hex').slice(0, 8);
const folder = `/var/tmp/sampan-test-debian-${recipe}`;

/** Answers the qcow2 file. */
export async function debianDisk(): Promise<string> {
  const disk = join(folder, 'disk.qcow2');
  if (await stat(disk).then(() => true, () => false)) return disk;
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const work = await mkdtemp(join(folder, 'work-'));
  try {
    const root = join(work, 'root');
    await installSystem(root);
    const raw = join(work, 'disk.raw');
    await makePartition(root, raw);
    await makeBootable(raw, work);
    const draft = join(work, 'disk.qcow2');
    await run('qemu-img', ['convert', '-q', '-f', 'raw', '-O', 'qcow2', raw, draft]);
    await rename(draft, disk);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return disk;
}

const run = (program: string, args: string[]) => promisify(execFile)(program, args, { maxBuffer: 2 ** 26, env: { ...process.env, LC_ALL: 'C' } });

async function write(root: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

async function installSystem(root: string): Promise<void> {
  // Nothing has to survive a power cut here, nobody reads manuals, and the ramdisk holds what a machine's disk needs.
  await write(root, {
    'etc/dpkg/dpkg.cfg.d/small': 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n',
    'etc/initramfs-tools/conf.d/small': 'MODULES=list\nCOMPRESS=gzip\n',
    'usr/share/initramfs-tools/modules.d/small': 'virtio_pci\nvirtio_blk\next4\n',
  });
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME)', 'Created-By: Packages']);
  const [, mirror, release] = /^(\S+) ([a-z]+)$/m.exec(stdout) ?? [];
  if (mirror === undefined || release === undefined) throw new Error('apt names no mirror. Run apt-get update, then try again.');
  const packages = ['linux-image-cloud-amd64', 'initramfs-tools', 'systemd-sysv', 'udev', 'dbus', 'qemu-guest-agent'];
  await run('unshare', ['--mount', '--propagation', 'private', 'debootstrap', '--variant=minbase', `--include=${packages.join()}`, release, root, mirror]);
  await rm(join(root, 'var/cache/apt'), { recursive: true, force: true });
  await rm(join(root, 'var/lib/apt/lists'), { recursive: true, force: true });
  await write(root, {
    'etc/fstab': '/dev/vda1 / ext4 defaults 0 1\n',
    'etc/hostname': 'debian\n',
    'boot/grub/grub.cfg': 'linux /vmlinuz root=/dev/vda1 ro console=ttyS0 quiet\ninitrd /initrd.img\nboot\n',
  });
}

const mib = 2 ** 20;
const sectorBytes = 512;

/** One partition that begins at 1 MiB and ends with the disk. */
async function makePartition(root: string, raw: string): Promise<void> {
  const bytes = 1024 * mib;
  await writeFile(raw, '');
  await truncate(raw, bytes);
  await run('mke2fs', ['-q', '-t', 'ext4', '-E', `offset=${mib},lazy_itable_init=1`, '-d', root, raw, `${bytes / 1024 - 1024}k`]);
  const sectors = Buffer.alloc(8);
  sectors.writeUInt32LE(mib / sectorBytes, 0);
  sectors.writeUInt32LE((bytes - mib) / sectorBytes, 4);
  // Bootable, Linux, and the place of its ends by cylinders unknown.
  await writeAt(raw, 446, Buffer.concat([Buffer.from([0x80, 0xfe, 0xff, 0xff, 0x83, 0xfe, 0xff, 0xff]), sectors]));
  await writeAt(raw, 510, Buffer.from([0x55, 0xaa]));
}

/** GRUB's first part is in the first sector and looks for the second right behind it (GRUB manual, "BIOS installation"). */
async function makeBootable(raw: string, work: string): Promise<void> {
  const core = join(work, 'core.img');
  await run('grub-mkimage', ['-O', 'i386-pc', '-p', '(hd0,msdos1)/boot/grub', '-o', core, 'biosdisk', 'part_msdos', 'ext2', 'normal', 'linux', 'boot']);
  const [first, second] = await Promise.all([readFile('/usr/lib/grub/i386-pc/boot.img'), readFile(core)]);
  await writeAt(raw, 0, first.subarray(0, 440));
  await writeAt(raw, sectorBytes, second);
}

async function writeAt(path: string, position: number, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, position).finally(() => file.close());
}
