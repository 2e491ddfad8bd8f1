import { unusable } from '../archives/unusable.ts';
import type { BlobStage } from '../blobs/blob-store.ts';
import type { Imported } from '../images/imported.ts';
import { chainIds } from '../layers/chain-id.ts';
import type { NewLayer } from '../layers/layer-store.ts';
import { diskHeadBytes, diskTailBytes, requireFormat } from './disk-format.ts';
import { readPart, readStagedHeader } from './import-disk.ts';
import type { ImportDiskOptions } from './import-disk.ts';
import { maxQcow2Layers, minDiskGib, qcow2MediaType, vmConfig, vmManifest } from './vm-manifest.ts';

/**
 * From the layers of a disk, one behind the other in `source`, base first and of these sizes in bytes, to a chain that is
 * staged and verified. Each is a qcow2 file without a parent's name; together they are downloaded as one file, which is
 * made when someone asks for it. Faults: `image-unusable`, `disk-full`.
 */
export async function importDiskChain(source: AsyncIterable<Buffer>, sizes: readonly number[], options: Pick<ImportDiskOptions, 'blobs' | 'architecture' | 'signal'>, keep: (stage: BlobStage) => void): Promise<Imported> {
  const { blobs, architecture, signal } = options;
  if (sizes.length > maxQcow2Layers) throw unusable(`The disk has ${sizes.length} layers, and at most ${maxQcow2Layers} can be stacked. Flatten it first.`);
  const newStage = async (): Promise<BlobStage> => {
    const stage = await blobs.stage();
    keep(stage);
    return stage;
  };
  const layers: { digest: string; size: number; virtualSize: number }[] = [];
  const stages = new Map<string, BlobStage>();
  const parts = split(source, sizes);
  for (const number of sizes.keys()) {
    const stage = await newStage();
    for await (const chunk of parts(number)) {
      signal.throwIfAborted();
      await stage.append(chunk);
    }
    const { digest, size } = await stage.finish();
    if (size === 0) throw unusable(`The layer ${number + 1} of the disk is empty.`);
    requireFormat('qcow2', await readPart(stage, 0, diskHeadBytes), await readPart(stage, size - diskTailBytes, diskTailBytes));
    const { virtualSize } = await readStagedHeader(stage);
    layers.push({ digest, size, virtualSize });
    stages.set(digest, stage);
  }
  const store = async (bytes: Buffer): Promise<{ digest: string; size: number }> => {
    const stage = await newStage();
    await stage.append(bytes);
    const finished = await stage.finish();
    stages.set(finished.digest, stage);
    return finished;
  };
  const diffIds = layers.map(({ digest }) => digest);
  const ids = chainIds(diffIds, 'qcow2');
  const chain = layers.map(({ digest, size, virtualSize }, index): NewLayer => ({ id: ids[index] ?? digest, kind: 'qcow2', diffId: digest, rawSize: size, virtualSize, blobDigest: digest, mediaType: qcow2MediaType }));
  const virtualSize = layers.at(-1)?.virtualSize ?? 0;
  const config = await store(vmConfig(architecture, diffIds));
  const manifest = vmManifest({ config, layers, virtualSize });
  return {
    stages,
    chain,
    content: {
      kind: 'vm',
      topLayerId: ids.at(-1) ?? null,
      configDigest: config.digest,
      manifestDigest: (await store(manifest.bytes)).digest,
      manifestMediaType: manifest.mediaType,
      dataDigest: null,
      osHashValue: null,
      size: layers.reduce((sum, { size }) => sum + size, 0),
      virtualSize,
      architecture: null,
      minDiskGib: minDiskGib(virtualSize),
    },
  };
}

/** Cuts a stream at these sizes; the parts are to be read in their order, each to its end. */
function split(source: AsyncIterable<Buffer>, sizes: readonly number[]): (part: number) => AsyncIterable<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return async function* (part) {
    let left = sizes[part] ?? 0;
    while (left > 0) {
      if (rest.length === 0) {
        const next = await chunks.next();
        if (next.done === true) throw unusable(`The layer ${part + 1} of the disk ends ${left} bytes too early.`);
        rest = next.value;
      }
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  };
}
