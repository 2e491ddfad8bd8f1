/**
 * What an uploaded tar is, and where its parts lie.
 *
 * Asked in this order: an OCI image layout (its descriptors carry digests, so it says most; Docker 25 and newer write one
 * beside manifest.json), Docker's manifest.json (1.10 and newer, skopeo, buildah), Docker's old form with `repositories`
 * and a folder a layer. Anything else is a root file system, and the plan is undefined.
 */
import type { ArchiveIndex, ReadRange } from './archive-index.ts';
import { planDocker } from './docker-archive.ts';
import { planDockerV1 } from './docker-v1.ts';
import { planOciLayout } from './oci-layout.ts';

export interface PlannedLayer {
  /** For error messages: `layer 2 (blobs/sha256/…)`. */
  label: string;
  offset: number;
  size: number;
  /** What a descriptor says that the bytes hash to. */
  digest?: string;
}

export interface ArchivePlan {
  /** Base first. */
  layers: PlannedLayer[];
  /** Exact bytes of the configuration; an archive without one has it made from the DiffIDs. */
  configFor(diffIds: readonly string[]): Buffer;
  /** Of an OCI layout: kept byte for byte, so that the image keeps its digest. */
  manifest?: { bytes: Buffer; mediaType: string };
}

/** `architecture` in Go's words (amd64, arm64) chooses from a multi-platform index. */
export async function planArchive(index: ArchiveIndex, read: ReadRange, architecture: string): Promise<ArchivePlan | undefined> {
  if (index.has('oci-layout') && index.has('index.json')) return planOciLayout(index, read, architecture);
  if (index.has('manifest.json')) {
    const plan = await planDocker(index, read);
    if (plan) return plan;
  }
  if (index.has('repositories') && index.names(/^[^/]+\/layer\.tar$/).length > 0) return planDockerV1(index, read);
  return undefined;
}
