/**
 * Small container images for tests, in every form that is taken: `docker save` of three ages, OCI image layout, a plain
 * root file system. Same input, same bytes.
 */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import type { Header } from 'tar-stream';

export interface TarFile {
  name: string;
  body?: string | Buffer;
  type?: Header['type'];
  linkname?: string;
  mode?: number;
}

export interface BuiltImage {
  archive: Buffer;
  /** Uncompressed layers, base first, and what follows from them. */
  layers: Buffer[];
  diffIds: string[];
  config: Buffer;
}

export const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const hex = (digest: string): string => digest.slice('sha256:'.length);

/** A tar with owner 0, time 0 and the given entries in their order. */
export async function tarOf(files: readonly TarFile[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, body = '', type = 'file', linkname, mode = type === 'directory' ? 0o755 : 0o644 } of files) {
    tar.entry({ name, type, mode, uid: 0, gid: 0, mtime: new Date(0), ...(linkname === undefined ? {} : { linkname }) }, body);
  }
  tar.finalize();
  return buffer(tar);
}

/** One file a layer, named after its place, so that equal `contents` make equal layers. */
export const layersOf = (contents: readonly string[]): Promise<Buffer[]> =>
  Promise.all(contents.map((body, index) => tarOf([{ name: `file-${index}`, body }])));

export function configOf(layers: readonly Buffer[], architecture = 'amd64', config: Record<string, unknown> = { Cmd: ['/bin/true'], Env: ['A=b'] }): Buffer {
  const document = { architecture, os: 'linux', config, rootfs: { type: 'layers', diff_ids: layers.map(sha256) } };
  return Buffer.from(JSON.stringify(document));
}

/** `docker save` from 1.10 on: `<id>/layer.tar`, `<config>.json`, manifest.json last. */
export async function dockerImage(layers: Buffer[], options: { config?: Buffer; tags?: string[] } = {}): Promise<BuiltImage> {
  const config = options.config ?? configOf(layers);
  const names = layers.map((layer, index) => `${hex(sha256(`${index}${sha256(layer)}`))}/layer.tar`);
  const manifest = [{ Config: `${hex(sha256(config))}.json`, RepoTags: options.tags ?? ['demo:latest'], Layers: names }];
  const archive = await tarOf([
    ...layers.map((body, index) => ({ name: names[index] ?? '', body })),
    { name: `${hex(sha256(config))}.json`, body: config },
    { name: 'manifest.json', body: JSON.stringify(manifest) },
  ]);
  return { archive, layers, diffIds: layers.map(sha256), config };
}

/** `docker save` before 1.10: a folder a layer with random ids, and `repositories`. */
export async function dockerV1Image(layers: Buffer[], config: Record<string, unknown> = { Cmd: ['/bin/true'] }): Promise<BuiltImage> {
  const ids = layers.map((layer, index) => hex(sha256(`v1 ${index} ${sha256(layer)}`)));
  const json = (index: number): string =>
    JSON.stringify({ id: ids[index], ...(index > 0 ? { parent: ids[index - 1] } : {}), architecture: 'amd64', os: 'linux', created: '2014-01-01T00:00:00Z', config });
  const archive = await tarOf([
    ...layers.flatMap((body, index) => [
      { name: `${ids[index]}/`, type: 'directory' as const },
      { name: `${ids[index]}/VERSION`, body: '1.0' },
      { name: `${ids[index]}/json`, body: json(index) },
      { name: `${ids[index]}/layer.tar`, body },
    ]),
    { name: 'repositories', body: JSON.stringify({ demo: { latest: ids.at(-1) } }) },
  ]);
  return { archive, layers, diffIds: layers.map(sha256), config: Buffer.from(JSON.stringify(config)) };
}

export interface OciOptions {
  gzip?: boolean;
  config?: Buffer;
  /** One image a platform, all with the same layers; without it there is one image and no platform. */
  platforms?: { os: string; architecture: string }[];
  /** Beside the layout, as Docker 25 and newer write it. */
  withDockerManifest?: boolean;
  /** Puts other bytes under the first layer's digest. */
  damage?: boolean;
}

/** An OCI image layout. */
export async function ociImage(layers: Buffer[], options: OciOptions = {}): Promise<BuiltImage> {
  const blobs = new Map<string, Buffer>();
  const add = (bytes: Buffer): { digest: string; size: number } => {
    blobs.set(sha256(bytes), bytes);
    return { digest: sha256(bytes), size: bytes.length };
  };
  const encoded = layers.map((layer) => add(options.gzip ? gzipSync(layer) : layer));
  const layerType = `application/vnd.oci.image.layer.v1.tar${options.gzip ? '+gzip' : ''}`;
  const config = options.config ?? configOf(layers);
  const manifests = (options.platforms ?? [undefined]).map((platform) => {
    const bytes = platform ? configOf(layers, platform.architecture) : config;
    const manifest = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...add(bytes) },
      layers: encoded.map((ref) => ({ mediaType: layerType, ...ref })),
    };
    return { mediaType: manifest.mediaType, ...add(Buffer.from(JSON.stringify(manifest))), ...(platform ? { platform } : {}) };
  });
  const damaged = options.damage ? encoded[0]?.digest : undefined;
  const docker = [{ Config: `blobs/sha256/${hex(sha256(config))}`, RepoTags: null, Layers: encoded.map(({ digest }) => `blobs/sha256/${hex(digest)}`) }];
  const archive = await tarOf([
    { name: 'blobs/', type: 'directory' },
    { name: 'blobs/sha256/', type: 'directory' },
    ...[...blobs].map(([digest, body]) => ({ name: `blobs/sha256/${hex(digest)}`, body: digest === damaged ? Buffer.concat([body, Buffer.alloc(512)]) : body })),
    { name: 'index.json', body: JSON.stringify({ schemaVersion: 2, manifests }) },
    ...(options.withDockerManifest ? [{ name: 'manifest.json', body: JSON.stringify(docker) }] : []),
    { name: 'oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' },
  ]);
  return { archive, layers, diffIds: layers.map(sha256), config };
}

/** The files of an OCI layout, as a registry serves them. */
export async function registryOf(archive: Buffer): Promise<{ blobs: Map<string, Buffer>; top: string }> {
  const blobs = new Map<string, Buffer>();
  let index = '';
  const tar = extract();
  tar.end(archive);
  for await (const entry of tar) {
    const body = await buffer(entry);
    if (entry.header.name === 'index.json') index = body.toString();
    blobs.set(sha256(body), body);
  }
  return { blobs, top: (JSON.parse(index) as { manifests: { digest: string }[] }).manifests[0]?.digest ?? '' };
}
