/**
 * Upload and download through the whole service, each in a process of its own, as ratios to dd with fsync (and, for
 * downloads, to cat) of the same bytes on the same disk in the same run. The client is curl, which costs next to nothing.
 * Prints one JSON line. Usage: node --import=tsx test/bench/image.ts [MiB] [rounds]
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startImageProcess } from '../image-service/image-process.ts';
import { startTokenServer } from '../image-service/kit.ts';
import { tarOf } from '../kit/images.ts';
import { median, round } from './figures.ts';

const run = promisify(execFile);
const mib = 1024 * 1024;
const sizeMib = Number(process.argv[2] ?? 512);
const rounds = Number(process.argv[3] ?? 3);

const folder = await mkdtemp(join(tmpdir(), 'sampan-bench-'));
const tokens = await startTokenServer();
const service = await startImageProcess(tokens, join(folder, 'state'), { SAMPAN_LOG_LEVEL: 'info', SAMPAN_IMAGE_GC_DELAY_S: '0' });
const token = tokens.token({});
try {
  const source = join(folder, 'rootfs.tar');
  const disk = join(folder, 'disk.qcow2');
  await writeRootfs(source);
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', source, disk]);
  const took: Record<string, number[]> = {};
  const time = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await work();
    (took[name] ??= []).push(performance.now() - start);
  };
  for (let number = 0; number < rounds; number += 1) {
    await warm();
    await time('dd', () => run('dd', [`if=${source}`, `of=${join(folder, `copy-${number}`)}`, 'bs=1M', 'conv=fsync']));
    await time('cat', () => run('dd', [`if=${source}`, 'of=/dev/null', 'bs=1M']));
    const tarId = await created('docker', 'raw');
    await warm();
    await time('upload_tar', () => curlUpload(tarId, source));
    const diskId = await created('bare', 'qcow2');
    await warm();
    await time('upload_qcow2', () => curlUpload(diskId, disk));
    await time('download_1', () => curl(['-o', '/dev/null', file(diskId)]));
    await time('download_4', () => Promise.all(Array.from({ length: 4 }, () => curl(['-o', '/dev/null', file(diskId)]))));
    for (const id of [tarId, diskId]) await service.client.call('deleteImage', { path: { id } });
    await service.admin.call('collectGarbage', { body: {} });
  }
  const middle = (name: string): number => median(took[name] ?? []);
  const rate = (name: string, times = 1): number => Math.round((sizeMib * times * 1000) / middle(name));
  const result = {
    bench: 'image',
    mib: sizeMib,
    dd_fsync_mib_s: rate('dd'),
    upload_tar_mib_s: rate('upload_tar'),
    upload_qcow2_mib_s: rate('upload_qcow2'),
    upload_tar_to_dd: round2(middle('dd') / middle('upload_tar')),
    upload_qcow2_to_dd: round2(middle('dd') / middle('upload_qcow2')),
    read_mib_s: rate('cat'),
    download_1_mib_s: rate('download_1'),
    download_4_mib_s: rate('download_4', 4),
    download_1_to_read: round2(middle('cat') / middle('download_1')),
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    dd_ms: round(middle('dd')),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await service.kill();
  await tokens.close();
  await rm(folder, { recursive: true, force: true });
}

async function created(containerFormat: string, diskFormat: string): Promise<string> {
  return (await service.client.call('createImage', { body: { name: 'bench', container_format: containerFormat, disk_format: diskFormat } as never })).body.id;
}

/**
 * The first touch of memory that a virtual machine has not used for a while costs four times what writing does (dd: 250 and
 * 1000 MiB/s), so each write is measured behind one of the same size whose memory has just been freed.
 */
async function warm(): Promise<void> {
  await run('dd', [`if=${join(folder, 'rootfs.tar')}`, `of=${join(folder, 'warm')}`, 'bs=1M', 'conv=fsync']);
  await rm(join(folder, 'warm'));
}

function file(id: string): string {
  return `${service.url}/image/v2/images/${id}/file`;
}

/** The token goes by standard input. */
async function curl(args: readonly string[]): Promise<void> {
  const running = run('curl', ['-sS', '--fail', '-K', '-', ...args]);
  running.child.stdin?.end(`header = "X-Auth-Token: ${token}"\n`);
  await running;
}

function curlUpload(id: string, path: string): Promise<void> {
  return curl(['-T', path, '-H', 'Expect:', '-H', 'Content-Type: application/octet-stream', file(id)]);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A tar of incompressible files, written in pieces so that the benchmark itself stays small. */
async function writeRootfs(path: string): Promise<void> {
  const block = randomBytes(4 * mib);
  const files = Math.max(1, Math.round(sizeMib / 4));
  const handle = await open(path, 'w');
  for (let index = 0; index < files; index += 1) {
    block.writeUInt32BE(index);
    const tar = await tarOf([{ name: `file-${index}`, body: block }]);
    await handle.writeFile(index === files - 1 ? tar : tar.subarray(0, tar.length - 1024));
  }
  await handle.sync();
  await handle.close();
}
