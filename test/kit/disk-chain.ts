import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vmConfig, vmManifest } from '../../image-service/disks/vm-manifest.ts';

const run = promisify(execFile);

/**
 * Splits a disk into a chain of layers, each a part of its data, so that only all of them together are the disk; without
 * backing names inside, base first. Answers the files, which stand in `folder`.
 */
export async function splitDisk(disk: string, count: number, folder: string): Promise<string[]> {
  const { stdout } = await run('qemu-img', ['map', '-f', 'qcow2', '--output=json', disk]);
  const extents = (JSON.parse(stdout) as { start: number; length: number; data: boolean }[]).filter(({ data }) => data);
  const end = Math.max(...(JSON.parse(stdout) as { start: number; length: number }[]).map(({ start, length }) => start + length));
  const bytes = extents.reduce((sum, { length }) => sum + length, 0);
  // Where each share of the data ends.
  const bounds = [0];
  let before = 0;
  for (const { start, length } of extents) {
    before += length;
    if (bounds.length < count && before >= (bytes * bounds.length) / count) bounds.push(start + length);
  }
  bounds.push(end);
  const files: string[] = [];
  for (let index = 0; index + 1 < bounds.length; index += 1) {
    const file = join(folder, `part-${index}.qcow2`);
    const [offset, size] = [bounds[index] ?? 0, (bounds[index + 1] ?? 0) - (bounds[index] ?? 0)];
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', file, String(end)]);
    const part = (driver: string): string => `driver=raw,offset=${offset},size=${size},file.driver=qcow2,file.file.filename=${driver}`;
    await run('qemu-img', ['convert', '-n', '--target-is-zero', '--image-opts', part(disk), '--target-image-opts', part(file)]);
    files.push(file);
  }
  return files;
}

/** Writes an OCI image layout of a VM image, base first, as `skopeo copy oci:<folder>:disk` takes it. */
export async function writeVmLayout(files: readonly string[], folder: string): Promise<void> {
  const blobs = join(folder, 'blobs', 'sha256');
  await rm(folder, { recursive: true, force: true });
  await mkdir(blobs, { recursive: true });
  const store = async (bytes: Buffer): Promise<{ digest: string; size: number }> => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(blobs, hex), bytes);
    return { digest: `sha256:${hex}`, size: (await stat(join(blobs, hex))).size };
  };
  const layers: { digest: string; size: number }[] = [];
  for (const file of files) layers.push(await store(await readFile(file)));
  const config = await store(vmConfig('amd64', layers.map(({ digest }) => digest)));
  const made = vmManifest({ config, layers, virtualSize: 0 });
  const manifest = await store(made.bytes);
  const index = { schemaVersion: 2, manifests: [{ mediaType: made.mediaType, ...manifest, annotations: { 'org.opencontainers.image.ref.name': 'disk' } }] };
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}
