/**
 * From bytes to an active image, whichever way the bytes came: an upload, the stage, a download. The image's formats say
 * who reads them; what was made is then published and linked in one transaction.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import { badRequest, conflict, Fault } from '../../openapi/serve/fault.ts';
import { adoptBlob, giveKeysUp, noteKeys } from '../blobs/blob-row-store.ts';
import type { BlobStage, BlobStore } from '../blobs/blob-store.ts';
import type { DiskFormat } from '../disks/disk-format.ts';
import { importDiskChain } from '../disks/import-disk-chain.ts';
import { importDisk, importFile } from '../disks/import-disk.ts';
import { insertChain, lockLayers } from '../layers/layer-store.ts';
import type { StoreServices } from '../services.ts';
import { releaseBytes, requireWithinQuota } from '../quota/quota-store.ts';
import { activateImage } from './image-store.ts';
import type { Image } from './image-store.ts';
import { importArchive } from './import-archive.ts';
import type { Imported } from './imported.ts';

export interface StoreOptions {
  image: Image;
  source: AsyncIterable<Buffer>;
  /** Of a disk whose layers come one behind the other: their sizes in bytes. */
  diskLayers?: readonly number[] | undefined;
  /** Where the first stage is kept already, with what `source` begins with; it is the caller's. */
  whole?: BlobStage;
  userId: string;
  signal: AbortSignal;
  /** Told what is being done, for whoever shows progress. */
  onPhase?: (phase: string) => void;
  /** Done in the transaction that makes the image active. */
  onActive?: (trx: Trx, at: string) => Promise<void>;
}

/** Of the bytes that an upload or an import holds in its project's quota; who calls `storeContent` releases it after a failure. */
export const holderOf = ({ id }: Pick<Image, 'id'>): string => `image ${id}`;

/** Faults: `image-unusable` for the bytes, `conflict` when the image was deleted meanwhile, `quota-exceeded`, `disk-full`. */
export async function storeContent(services: StoreServices, options: StoreOptions): Promise<Imported> {
  const stages: BlobStage[] = [];
  try {
    const imported = await readContent(services, options, (stage) => stages.push(stage));
    options.onPhase?.('publishing');
    await publishContent(services, options, imported);
    return imported;
  } finally {
    await Promise.all(stages.map((stage) => stage.discard()));
    services.collector.wake();
  }
}

/** Formats that together say how data is read; faults are those of Glance. */
export function requireFormats({ containerFormat, diskFormat }: Pick<Image, 'containerFormat' | 'diskFormat'>): void {
  if (containerFormat === null || diskFormat === null) throw badRequest('Properties disk_format, container_format must be set prior to saving data.');
  const amazon = ['aki', 'ari', 'ami'];
  if (containerFormat !== diskFormat && (amazon.includes(containerFormat) || amazon.includes(diskFormat))) {
    throw badRequest("Invalid mix of disk and container formats. When setting a disk or container format to one of 'aki', 'ari', or 'ami', the container and disk formats must match.");
  }
  if (containerFormat === 'docker' || amazon.includes(containerFormat)) return;
  if (containerFormat === 'bare' && diskFormat in diskFormats) return;
  throw new Fault(
    'image-unusable',
    `Images of the container format ${containerFormat} and the disk format ${diskFormat} cannot be stored here: container images are docker with raw, ` +
      `disks are bare with ${Object.keys(diskFormats).join(', ')}. Unpack or convert it first.`,
  );
}

const diskFormats: Record<DiskFormat, true> = { qcow2: true, raw: true, iso: true, vmdk: true, vdi: true, vhd: true, vhdx: true };

function readContent(services: StoreServices, { image, source, diskLayers, whole, signal, onPhase = () => undefined }: StoreOptions, keep: (stage: BlobStage) => void): Promise<Imported> {
  const { limits, tools } = services;
  const blobs = whole ? withFirstStage(services.blobs, whole) : services.blobs;
  requireFormats(image);
  if (diskLayers) return importDiskChain(source, diskLayers, { blobs, architecture: services.architecture, signal }, keep);
  const architecture = architectureOf(image.properties['architecture'] ?? image.properties['hw_architecture']) ?? services.architecture;
  const readers: Record<string, () => Promise<Imported>> = {
    docker: () => importArchive(source, { blobs, limits, architecture: services.architecture, signal }, keep),
    aki: () => importFile(source, { blobs, signal }, keep),
    ari: () => importFile(source, { blobs, signal }, keep),
  };
  const format = image.containerFormat === 'ami' ? 'raw' : (image.diskFormat as DiskFormat);
  const read = readers[image.containerFormat ?? ''] ?? (() => importDisk(source, format, { blobs, tools, architecture, signal, onPhase }, keep));
  return read();
}

/** Whoever reads an upload first makes the stage that keeps all of it. */
function withFirstStage(blobs: BlobStore, first: BlobStage): BlobStore {
  let next: BlobStage | undefined = first;
  const stage = (): Promise<BlobStage> => {
    const given = next;
    next = undefined;
    return given ? Promise.resolve(given) : blobs.stage();
  };
  return { ...blobs, stage };
}

/** OpenStack's names of processors in the words of image manifests. */
const architectureOf = (name: string | undefined): string | undefined => (name === undefined ? undefined : ({ x86_64: 'amd64', aarch64: 'arm64', i686: '386', armv7l: 'arm' }[name] ?? name));

/**
 * Keys are noted, objects published, then one transaction makes them blobs, layers and an active image. After a crash in
 * between, the noted keys are what a restart removes; there is never a row without its bytes.
 */
export async function publishContent({ db, nodeId, now, quotaBytes }: StoreServices, { image, userId, onActive }: Pick<StoreOptions, 'image' | 'userId' | 'onActive'>, { stages, chain, content }: Imported): Promise<void> {
  // By digest: see lockLayers.
  const blobs = [...stages].sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = blobs.map(([, stage]) => stage.key);
  await noteKeys(db, keys, nodeId, now().toISOString());
  try {
    await publishAll(blobs.map(([, stage]) => stage));
    await inTransaction(db, async (trx) => {
      const at = now().toISOString();
      await lockLayers(trx, chain.map(({ id }) => id));
      for (const [digest, stage] of blobs) await adoptBlob(trx, { digest, size: stage.size, storeKey: stage.key }, at);
      await insertChain(trx, chain, userId, at);
      if (!(await activateImage(trx, image.id, content, at))) throw conflict(`The image ${image.id} was deleted while its data was uploaded.`);
      await releaseBytes(trx, holderOf(image));
      await requireWithinQuota(trx, image.ownerProject, quotaBytes);
      await onActive?.(trx, at);
    });
  } catch (error) {
    await giveKeysUp(db, keys);
    throw error;
  }
}

/** Beside each other: the disk writes their folders at once. All have ended when this does, so that no object appears after its key was given up. */
async function publishAll(stages: readonly BlobStage[]): Promise<void> {
  const results = await Promise.allSettled(stages.map((stage) => stage.publish()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
