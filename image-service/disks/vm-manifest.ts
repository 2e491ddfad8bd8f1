import { encodeJson } from '../archives/image-config.ts';

/** The media type of a layer that is a detached qcow2 file. */
export const qcow2MediaType = 'application/vnd.sampan.layer.v1.qcow2';

/** So many layers of a disk are stacked at most: each is a file that QEMU holds open, and a step more for every read. */
export const maxQcow2Layers = 32;

/** The OCI configuration of a VM image: what runs is in its disk, so it says only what the disk is made of. */
export const vmConfig = (architecture: string, diffIds: readonly string[]): Buffer =>
  encodeJson({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: diffIds } });

export interface VmManifestParts {
  config: { digest: string; size: number };
  /** Base first. */
  layers: readonly { digest: string; size: number }[];
  virtualSize: number;
}

/** The OCI manifest of a VM image, an artifact that registries and their tools carry as it is. */
export function vmManifest({ config, layers, virtualSize }: VmManifestParts): { bytes: Buffer; mediaType: string } {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const document = {
    schemaVersion: 2,
    mediaType,
    artifactType: 'application/vnd.sampan.vm.v1',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config.digest, size: config.size },
    layers: layers.map(({ digest, size }) => ({ mediaType: qcow2MediaType, digest, size })),
    annotations: { 'org.sampan.vm.virtual-size': String(virtualSize) },
  };
  return { bytes: encodeJson(document), mediaType };
}

/** The smallest flavor's disk that holds a disk of so many bytes. */
export const minDiskGib = (virtualSize: number): number => Math.ceil(virtualSize / 1024 ** 3);
