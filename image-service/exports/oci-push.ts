/**
 * Sends an image, or an index with its images, to another registry (OCI distribution-spec 1.1, "Push"): what the registry
 * has already is not sent, the blobs go one after another as they are stored, and the manifests last, byte for byte, so
 * that their digests stay.
 */
import type { Fetched, FetchRules } from '../imports/safe-fetch.ts';
import { readImageReference } from '../imports/image-reference.ts';
import { openRegistry } from '../imports/registry-session.ts';
import type { RegistrySession } from '../imports/registry-session.ts';

export interface PushOptions {
  /** `registry/repository:tag` */
  ref: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Each behind those that it names; the last gets the tag. */
  manifests: readonly PushedManifest[];
  /** Configurations and layers, each once. */
  blobs: readonly PushedBlob[];
  rules: FetchRules;
  signal: AbortSignal;
  /** Bytes that are there now: sent, or found there. */
  onBytes: (count: number) => void;
}

export interface PushedManifest {
  digest: string;
  bytes: Buffer;
  mediaType: string;
}

export interface PushedBlob {
  digest: string;
  size: number;
  read(): Promise<AsyncIterable<Buffer>>;
}

/** Faults: `bad-gateway` and `timeout` for what the registry does, `bad-request` for an address that may not be reached. */
export async function ociPush({ ref, username, password, manifests, blobs, rules, signal, onBytes }: PushOptions): Promise<void> {
  const reference = readImageReference(ref);
  const registry = openRegistry({ reference, actions: 'pull,push', username, password, rules, signal });
  for (const blob of blobs) {
    if (await isThere(registry, blob.digest)) onBytes(blob.size);
    else await sendBlob(registry, blob, onBytes);
  }
  for (const [index, { digest, bytes, mediaType }] of manifests.entries()) {
    const path = `manifests/${index === manifests.length - 1 ? reference.reference : digest}`;
    const headers = { 'Content-Type': mediaType, 'Content-Length': String(bytes.length) };
    requireStatus(registry, await registry.ask({ path, method: 'PUT', headers, body: () => one(bytes) }), [200, 201], path);
  }
}

async function isThere(registry: RegistrySession, digest: string): Promise<boolean> {
  const fetched = await registry.ask({ path: `blobs/${digest}`, method: 'HEAD' });
  fetched.body.destroy();
  return fetched.status === 200;
}

/** By POST and one PUT: every registry takes that ("Pushing a blob monolithically"). */
async function sendBlob(registry: RegistrySession, { digest, size, read }: PushedBlob, onBytes: (count: number) => void): Promise<void> {
  const begun = await registry.ask({ path: 'blobs/uploads/', method: 'POST', headers: { 'Content-Length': '0' } });
  const { location } = requireStatus(registry, begun, [202], 'blobs/uploads/').headers;
  if (location === undefined) throw registry.refusal(502, 'blobs/uploads/');
  const place = new URL(location, begun.url);
  place.searchParams.set('digest', digest);
  let sent = 0;
  async function* bytes(): AsyncIterable<Buffer> {
    // A second try sends all of it again.
    onBytes(-sent);
    sent = 0;
    for await (const chunk of await read()) {
      sent += chunk.length;
      onBytes(chunk.length);
      yield chunk;
    }
  }
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(size) };
  const put = await registry.ask({ path: place.href, method: 'PUT', headers, body: bytes });
  requireStatus(registry, put, [201, 204], `blobs/${digest}`);
}

function requireStatus(registry: RegistrySession, fetched: Fetched, wanted: readonly number[], path: string): Fetched {
  fetched.body.destroy();
  if (wanted.includes(fetched.status)) return fetched;
  throw registry.refusal(fetched.status, path);
}

async function* one(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes;
}
