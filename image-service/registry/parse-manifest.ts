/**
 * Manifests as clients push them: OCI image manifests and indexes (image-spec 1.1, manifest.md and image-index.md) and
 * Docker's schema 2 (distribution, "Image Manifest Version 2, Schema 2"), which have the same shape.
 *
 * What is read is what the registry acts on: which blobs and manifests it names, what it refers to, and whether it is an
 * image that can be run. The bytes are kept as they came.
 */
import { qcow2MediaType } from '../disks/vm-manifest.ts';
import { isDigest } from './parse-path.ts';
import { registryFault } from './registry-fault.ts';

export interface ParsedManifest {
  mediaType: string;
  /** What the referrers API shows: the manifest's own, or the type of its configuration. */
  artifactType: string | undefined;
  annotations: Record<string, string> | undefined;
  subject: string | undefined;
  refs: ManifestRef[];
  /** Of an image that can be run; undefined for indexes and other artifacts. */
  image: { kind: 'container' | 'vm'; config: ManifestRef; layers: ManifestRef[] } | undefined;
}

export interface ManifestRef {
  digest: string;
  size: number;
  role: 'config' | 'layer' | 'child';
  mediaType: string;
}

export const manifestTypes = {
  ociImage: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  dockerImage: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
} as const;

export const indexTypes: readonly string[] = [manifestTypes.ociIndex, manifestTypes.dockerList];

/** `contentType` is the request's; fault MANIFEST_INVALID says what is wrong and where. */
export function parseManifest(bytes: Buffer, contentType: string | undefined): ParsedManifest {
  const document = objectOf(parseJson(bytes), 'The manifest');
  const mediaType = readMediaType(document, contentType);
  if (document['schemaVersion'] !== 2) throw invalid('its schemaVersion is not 2; older ones are not taken. Push it with a newer client');
  const isIndex = indexTypes.includes(mediaType);
  const subject = document['subject'] === undefined || document['subject'] === null ? undefined : readRef(document['subject'], 'subject', 'child').digest;
  const common = { mediaType, annotations: readAnnotations(document['annotations']), subject };
  const ownType = typeof document['artifactType'] === 'string' && document['artifactType'] !== '' ? document['artifactType'].slice(0, 255) : undefined;
  if (isIndex) {
    const refs = listOf(document['manifests'], 'manifests').map((item, index) => readRef(item, `manifests[${index}]`, 'child'));
    return { ...common, artifactType: ownType, refs, image: undefined };
  }
  const config = readRef(document['config'], 'config', 'config');
  const layers = listOf(document['layers'], 'layers').map((item, index) => readRef(item, `layers[${index}]`, 'layer'));
  const kind = configTypes.has(config.mediaType) && layers.length > 0 ? kindOf(layers) : undefined;
  return { ...common, artifactType: ownType ?? config.mediaType, refs: [config, ...layers], image: kind && { kind, config, layers } };
}

const configTypes = new Set(['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json']);

/** A chain is of one kind; what is neither is another artifact. */
function kindOf(layers: readonly ManifestRef[]): 'container' | 'vm' | undefined {
  if (layers.every(({ mediaType }) => isTarLayer(mediaType))) return 'container';
  return layers.every(({ mediaType }) => mediaType === qcow2MediaType) ? 'vm' : undefined;
}

/** Layers whose bytes may only be had elsewhere (image-spec, "Non-distributable layers"); they make no image that runs here. */
export const isForeign = ({ mediaType }: ManifestRef): boolean => mediaType.includes('.foreign.') || mediaType.includes('.nondistributable.');

const isTarLayer = (mediaType: string): boolean =>
  /^application\/vnd\.oci\.image\.layer\.v1\.tar(\+gzip|\+zstd)?$/.test(mediaType) || /^application\/vnd\.docker\.image\.rootfs\.diff\.tar(\.gzip|\.zstd)?$/.test(mediaType);

function readMediaType(document: Record<string, unknown>, contentType: string | undefined): string {
  const own = document['mediaType'];
  const sent = contentType?.split(';', 1)[0]?.trim();
  if (typeof own === 'string' && sent && own !== sent) throw invalid(`its mediaType is ${quoted(own)} and the request's Content-Type ${quoted(sent)}`);
  const mediaType = typeof own === 'string' ? own : (sent ?? '');
  if (!Object.values(manifestTypes).some((known) => known === mediaType)) {
    throw invalid(`the media type ${quoted(mediaType)} is not known. Push an OCI image manifest or index, or Docker's schema 2`);
  }
  return mediaType;
}

function readRef(value: unknown, where: string, role: ManifestRef['role']): ManifestRef {
  const { digest, size, mediaType } = objectOf(value, where);
  if (!isDigest(digest)) throw invalid(`${where}.digest is ${quoted(String(digest))}, and must be sha256:<64 hexadecimal digits>`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw invalid(`${where}.size is not a number of bytes`);
  return { digest, size, role, mediaType: typeof mediaType === 'string' ? mediaType : '' };
}

function readAnnotations(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  const annotations = objectOf(value, 'annotations');
  if (!Object.values(annotations).every((text) => typeof text === 'string')) throw invalid('its annotations are not all texts');
  return annotations as Record<string, string>;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw registryFault('MANIFEST_INVALID', 'The manifest is not JSON.', undefined, error);
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${what} is not a JSON object`);
  return value as Record<string, unknown>;
}

function listOf(value: unknown, key: string): unknown[] {
  if (!Array.isArray(value)) throw invalid(`${key} is not a list`);
  if (value.length > maxRefs) throw invalid(`${key} has ${value.length} entries, more than the ${maxRefs} that are taken`);
  return value;
}

const maxRefs = 1000;

const quoted = (text: string): string => JSON.stringify(text.slice(0, 120));

const invalid = (why: string) => registryFault('MANIFEST_INVALID', `The manifest cannot be taken: ${why}.`);
