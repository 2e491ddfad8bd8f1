/**
 * Reads one image from another registry (OCI distribution-spec 1.1, "Pull"), as the bytes of an OCI image layout tar, so
 * that it goes the way of every uploaded archive: what the registry says is checked there against what it sends.
 */
import { createHash } from 'node:crypto';
import { Fault } from '../../openapi/serve/fault.ts';
import { objectOf } from '../archives/image-config.ts';
import { unusable } from '../archives/unusable.ts';
import { qcow2MediaType } from '../disks/vm-manifest.ts';
import { ociArchive, ociArchiveSize } from '../images/oci-archive.ts';
import { readImageReference } from './image-reference.ts';
import { openRegistry, parseJson, readSmall } from './registry-session.ts';
import { bodyOf } from './safe-fetch.ts';
import type { Fetched, FetchRules } from './safe-fetch.ts';
import type { Source } from './web-download.ts';

export interface PullOptions {
  ref: string;
  /** Asked for when the registry wants a name; anonymous without. */
  username?: string | undefined;
  password?: string | undefined;
  /** In Go's words: chosen from multi-platform images. */
  architecture: string;
  rules: FetchRules;
  signal: AbortSignal;
}

export async function ociPull(options: PullOptions): Promise<Source> {
  const registry = createSession(options);
  const manifest = await findManifest(registry, options.architecture);
  const document = objectOf(manifest.value, 'The manifest');
  const config = descriptorOf(document['config']);
  const listed = listOf(document['layers']);
  const layers = listed.map(descriptorOf);
  if (listed.some((layer) => objectOf(layer, 'A layer')['mediaType'] === qcow2MediaType)) return diskOf(registry, layers);
  const contents = { manifest: { digest: manifest.digest, size: manifest.bytes.length, mediaType: manifest.mediaType }, config, layers };
  async function* read({ digest, size }: Descriptor): AsyncIterable<Buffer> {
    if (digest === manifest.digest) {
      yield manifest.bytes;
      return;
    }
    let left = size;
    for await (const chunk of await registry.blob(digest)) {
      left -= chunk.length;
      yield chunk;
    }
    if (left !== 0) throw new Fault('bad-gateway', `The registry sent the blob ${digest} with ${size - left} bytes where its manifest says ${size}.`);
  }
  return { bytes: ociArchive(contents, read), totalBytes: ociArchiveSize(contents) };
}

/** A VM image: the disk as if it had been uploaded, or all layers of its chain. */
function diskOf(registry: Session, layers: readonly Descriptor[]): Source {
  async function* bytes(): AsyncIterable<Buffer> {
    for (const layer of layers) yield* checked(await registry.blob(layer.digest), layer);
  }
  const sizes = layers.map(({ size }) => size);
  const source = { bytes: bytes(), totalBytes: sizes.reduce((sum, size) => sum + size, 0), formats: { containerFormat: 'bare', diskFormat: 'qcow2' } };
  return layers.length === 1 ? source : { ...source, diskLayers: sizes };
}

interface Descriptor {
  digest: string;
  size: number;
}

/** What the registry sends is what its manifest names. */
async function* checked(bytes: AsyncIterable<Buffer>, { digest, size }: Descriptor): AsyncIterable<Buffer> {
  const hash = createHash('sha256');
  let sent = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    sent += chunk.length;
    yield chunk;
  }
  const found = `sha256:${hash.digest('hex')}`;
  if (found !== digest || sent !== size) throw new Fault('bad-gateway', `The registry sent the blob ${digest} with other bytes (${sent} of ${size}, ${found}).`);
}

interface Manifest {
  digest: string;
  mediaType: string;
  bytes: Buffer;
  value: unknown;
}

interface Session {
  reference: string;
  manifest(reference: string): Promise<Manifest>;
  blob(digest: string): Promise<AsyncIterable<Buffer>>;
}

const manifestTypes = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
const indexTypes = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];

async function findManifest(registry: Session, architecture: string): Promise<Manifest> {
  const top = await registry.manifest(registry.reference);
  if (!indexTypes.includes(top.mediaType)) return top;
  const choices = listOf(objectOf(top.value, 'The index')['manifests']).map((item) => objectOf(item, 'A descriptor of the index'));
  const platformOf = (item: Record<string, unknown>): string => {
    const platform = Object(item['platform']) as { os?: string; architecture?: string };
    return `${platform.os ?? '?'}/${platform.architecture ?? '?'}`;
  };
  const chosen = choices.find((item) => platformOf(item) === `linux/${architecture}`);
  if (!chosen) throw unusable(`The image is there for ${choices.map(platformOf).join(', ')}, and not for linux/${architecture}.`);
  return registry.manifest(descriptorOf(chosen).digest);
}

function createSession({ ref, username, password, rules, signal }: PullOptions): Session {
  const reference = readImageReference(ref);
  const registry = openRegistry({ reference, actions: 'pull', username, password, rules, signal });
  const get = async (path: string, accept: string): Promise<Fetched> => {
    const fetched = await registry.ask({ path, headers: { Accept: accept } });
    if (fetched.status === 200) return fetched;
    fetched.body.destroy();
    throw registry.refusal(fetched.status, path);
  };
  return {
    reference: reference.reference,
    async manifest(wanted) {
      const fetched = await get(`manifests/${wanted}`, [...manifestTypes, ...indexTypes].join(', '));
      const bytes = await readSmall(fetched, rules);
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      if (wanted.startsWith('sha256:') && wanted !== digest) throw new Fault('bad-gateway', `The registry answered the manifest ${wanted} with other bytes (${digest}).`);
      const value = parseJson(bytes);
      const mediaType = String(objectOf(value, 'The manifest')['mediaType'] ?? fetched.headers['content-type']?.split(';')[0] ?? manifestTypes[0]);
      if (!manifestTypes.includes(mediaType) && !indexTypes.includes(mediaType)) throw unusable(`The registry holds ${wanted} as ${mediaType.slice(0, 80)}, which is no image.`);
      return { digest, mediaType, bytes, value };
    },
    blob: async (digest) => bodyOf(await get(`blobs/${digest}`, '*/*'), rules),
  };
}

const listOf = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw unusable("The registry's manifest lacks a list of layers or manifests.");
  return value;
};

function descriptorOf(value: unknown): Descriptor {
  const { digest, size } = objectOf(value, "A descriptor in the registry's manifest");
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest) || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw unusable("A descriptor in the registry's manifest has no sha256 digest with a size.");
  }
  return { digest, size };
}
