import { gzipSync } from 'node:zlib';
import type { Test } from 'tap';
import { configOf, sha256 } from '../../kit/images.ts';
import type { TestService, Who } from '../kit.ts';

export interface RegistryClient {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** By POST and PUT; answers the digest. */
  pushBlob(name: string, bytes: Buffer): Promise<string>;
  pushManifest(name: string, reference: string, manifest: BuiltManifest): Promise<Answer>;
  /** Blobs first, then the manifest. */
  pushImage(name: string, tag: string, layers: readonly Buffer[], options?: ManifestOptions): Promise<BuiltManifest>;
}

export interface CallOptions {
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Instead of the client's own; null for none. */
  token?: string | null;
}

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  json: Record<string, unknown>;
  /** Of an error. */
  code: string | undefined;
}

export interface BuiltManifest {
  bytes: Buffer;
  digest: string;
  mediaType: string;
  config: Buffer;
  layers: Buffer[];
}

export interface ManifestOptions {
  docker?: boolean;
  plain?: boolean;
  config?: Buffer;
  architecture?: string;
  extra?: Record<string, unknown>;
}

/** Talks to the registry as one user; every error is held against the form that the distribution-spec gives them. */
export function registryClient(t: Test, test: { tokens: Pick<TestService['tokens'], 'token'>; service: { url: string } }, who: Who = {}): RegistryClient {
  const own = test.tokens.token(who);
  const client: RegistryClient = {
    async call(method, path, { headers = {}, body, token = own } = {}) {
      const response = await fetch(`${test.service.url}${path}`, {
        method,
        headers: { ...(token !== null && { Authorization: `Bearer ${token}` }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const json = (/json/.test(response.headers.get('content-type') ?? '') && bytes.length > 0 ? JSON.parse(bytes.toString()) : {}) as Record<string, unknown>;
      const errors = json['errors'] as { code: string; message: string }[] | undefined;
      if (response.status >= 400 && method !== 'HEAD') t.match(json, { errors: [{ code: /^[A-Z_]+$/, message: String }] }, `${method} ${path} fails in the registry's form`);
      return { status: response.status, headers: response.headers, bytes, json, code: errors?.[0]?.code };
    },
    async pushBlob(name, bytes) {
      const begun = await client.call('POST', `/v2/${name}/blobs/uploads/`);
      t.equal(begun.status, 202);
      const digest = sha256(bytes);
      const done = await client.call('PUT', `${begun.headers.get('location')}?digest=${encodeURIComponent(digest)}`, { body: bytes });
      t.match([done.status, done.headers.get('docker-content-digest')], [201, digest]);
      return digest;
    },
    pushManifest: (name, reference, { bytes, mediaType }) => client.call('PUT', `/v2/${name}/manifests/${reference}`, { body: bytes, headers: { 'Content-Type': mediaType } }),
    async pushImage(name, tag, layers, options = {}) {
      const manifest = manifestOf(layers, options);
      for (const blob of [...manifest.layers, manifest.config]) await client.pushBlob(name, blob);
      const answer = await client.pushManifest(name, tag, manifest);
      t.match([answer.status, answer.headers.get('docker-content-digest')], [201, manifest.digest], answer.bytes.toString());
      return manifest;
    },
  };
  return client;
}

/** An image manifest over uncompressed layers, which it compresses unless told not to. */
export function manifestOf(layers: readonly Buffer[], { docker = false, plain = false, architecture, config = configOf(layers, architecture), extra = {} }: ManifestOptions = {}): BuiltManifest {
  const blobs = layers.map((layer) => (plain ? layer : gzipSync(layer)));
  const types = docker
    ? { manifest: 'application/vnd.docker.distribution.manifest.v2+json', config: 'application/vnd.docker.container.image.v1+json', layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip' }
    : { manifest: 'application/vnd.oci.image.manifest.v1+json', config: 'application/vnd.oci.image.config.v1+json', layer: `application/vnd.oci.image.layer.v1.tar${plain ? '' : '+gzip'}` };
  const ref = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: sha256(bytes), size: bytes.length });
  const document = { schemaVersion: 2, mediaType: types.manifest, config: ref(types.config, config), layers: blobs.map((blob) => ref(types.layer, blob)), ...extra };
  const bytes = Buffer.from(JSON.stringify(document));
  return { bytes, digest: sha256(bytes), mediaType: types.manifest, config, layers: blobs };
}

/** An index of manifests, each with the architecture that stands beside it. */
export function indexOf(manifests: readonly { manifest: BuiltManifest; architecture: string }[]): BuiltManifest {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const document = {
    schemaVersion: 2,
    mediaType,
    manifests: manifests.map(({ manifest, architecture }) => ({ mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length, platform: { os: 'linux', architecture } })),
  };
  const bytes = Buffer.from(JSON.stringify(document));
  return { bytes, digest: sha256(bytes), mediaType, config: Buffer.alloc(0), layers: [] };
}
