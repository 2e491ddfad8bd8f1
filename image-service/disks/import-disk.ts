/**
 * From an uploaded disk to blobs that are staged and verified: the file as it came, which a download answers, and its one
 * layer, a qcow2 file without a parent. A qcow2 upload is both; any other format is converted in a cage (qemu-img.ts).
 */
import { buffer } from 'node:stream/consumers';
import { unusable } from '../archives/unusable.ts';
import type { BlobStage, BlobStore } from '../blobs/blob-store.ts';
import type { Imported } from '../images/imported.ts';
import { layerId } from '../layers/chain-id.ts';
import { convertDisk } from './convert-disk.ts';
import type { DiskTools } from './convert-disk.ts';
import { diskHeadBytes, diskTailBytes, requireFormat } from './disk-format.ts';
import type { DiskFormat } from './disk-format.ts';
import { qcow2HeadBytes, readQcow2Header } from './qcow2-header.ts';
import type { Qcow2Header } from './qcow2-header.ts';
import { qcow2MediaType, vmConfig, vmManifest } from './vm-manifest.ts';

export interface ImportDiskOptions {
  blobs: BlobStore;
  tools: DiskTools;
  architecture: string;
  signal: AbortSignal;
  /** Told when reading has ended and converting begins. */
  onPhase: (phase: string) => void;
}

const gib = 1024 ** 3;

/** `keep` is told of every stage as it is made. Faults: `image-unusable` for what is wrong with the bytes, `disk-full`. */
export async function importDisk(upload: AsyncIterable<Buffer>, format: DiskFormat, options: ImportDiskOptions, keep: (stage: BlobStage) => void): Promise<Imported> {
  const { blobs, tools, architecture, signal, onPhase } = options;
  const newStage = async (): Promise<BlobStage> => {
    const stage = await blobs.stage();
    keep(stage);
    return stage;
  };
  const data = await newStage();
  for await (const chunk of upload) {
    signal.throwIfAborted();
    await data.append(chunk);
  }
  const { digest: dataDigest, size } = await data.finish();
  if (size === 0) throw unusable('The upload is empty: there is no disk in it.');
  requireFormat(format, await readPart(data, 0, diskHeadBytes), await readPart(data, size - diskTailBytes, diskTailBytes));
  let layer = data;
  if (format !== 'qcow2') {
    onPhase('converting');
    layer = await newStage();
    const source = await data.open();
    try {
      await convertDisk(source, format, layer, tools, signal);
    } finally {
      await source.close();
    }
  }
  const { digest, size: layerSize } = await layer.finish();
  const { virtualSize } = await readStagedHeader(layer);
  const stages = new Map([[dataDigest, data], [digest, layer]]);
  const store = async (bytes: Buffer): Promise<{ digest: string; size: number }> => {
    const stage = await newStage();
    await stage.append(bytes);
    const finished = await stage.finish();
    stages.set(finished.digest, stage);
    return finished;
  };
  const config = await store(vmConfig(architecture, [digest]));
  const manifest = vmManifest({ config, layers: [{ digest, size: layerSize }], virtualSize });
  const { digest: manifestDigest } = await store(manifest.bytes);
  const id = layerId(undefined, digest, 'qcow2');
  return {
    stages,
    chain: [{ id, kind: 'qcow2', diffId: digest, rawSize: layerSize, virtualSize, blobDigest: digest, mediaType: qcow2MediaType }],
    content: {
      kind: 'vm',
      topLayerId: id,
      configDigest: config.digest,
      manifestDigest,
      manifestMediaType: manifest.mediaType,
      dataDigest,
      osHashValue: dataDigest.replace('sha256:', ''),
      size,
      virtualSize,
      architecture: null,
      minDiskGib: Math.ceil(virtualSize / gib),
    },
  };
}

/** The header of a finished stage that holds a qcow2 file. */
export async function readStagedHeader(stage: BlobStage, allowBacking = false): Promise<Qcow2Header> {
  return readQcow2Header(await readPart(stage, 0, qcow2HeadBytes), stage.size, allowBacking);
}

export const readPart = (stage: BlobStage, start: number, length: number): Promise<Buffer> => {
  const from = Math.max(0, start);
  return buffer(stage.read(from, Math.min(length, stage.size - from)));
};

/** A kernel or a ramdisk: bytes without layers, for the VM images that name it. */
export async function importFile(upload: AsyncIterable<Buffer>, { blobs, signal }: Pick<ImportDiskOptions, 'blobs' | 'signal'>, keep: (stage: BlobStage) => void): Promise<Imported> {
  const stage = await blobs.stage();
  keep(stage);
  for await (const chunk of upload) {
    signal.throwIfAborted();
    await stage.append(chunk);
  }
  const { digest, size } = await stage.finish();
  if (size === 0) throw unusable('The upload is empty.');
  return {
    stages: new Map([[digest, stage]]),
    chain: [],
    content: {
      kind: null,
      topLayerId: null,
      configDigest: null,
      manifestDigest: null,
      manifestMediaType: null,
      dataDigest: digest,
      osHashValue: digest.replace('sha256:', ''),
      size,
      virtualSize: null,
      architecture: null,
    },
  };
}
