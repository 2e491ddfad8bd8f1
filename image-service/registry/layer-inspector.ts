import pLimit from 'p-limit';
import { Fault } from '../../openapi/serve/fault.ts';
import { inspectTar } from '../archives/inspect-tar.ts';
import type { InspectedTar } from '../archives/inspect-tar.ts';
import type { ArchiveLimits } from '../archives/limits.ts';
import type { BlobStore } from '../blobs/blob-store.ts';

/** Decompresses, hashes and checks layers that were pushed: their DiffIDs are in no request. */
export interface LayerInspector {
  /** Of one blob at most once at a time, and not again soon; fault `image-unusable` for what is no sound layer. */
  inspect(digest: string, storeKey: string): Promise<InspectedTar & { diffId: string }>;
  /** Begins ahead of the manifest, which will ask for it: so the last request of a push does not wait for all layers. */
  begin(digest: string, storeKey: string): void;
  /** Stops what is in hand and waits until it has let go. */
  stop(): Promise<void>;
}

export interface LayerInspectorOptions {
  blobs: BlobStore;
  limits: ArchiveLimits;
  /** Decompression is the work: zlib has its own threads, and tar and sha256 share this one. */
  concurrency?: number;
  /** How many results are remembered. */
  memory?: number;
}

type Inspected = InspectedTar & { diffId: string };

export function createLayerInspector({ blobs, limits, concurrency = 2, memory = 1000 }: LayerInspectorOptions): LayerInspector {
  const limit = pLimit(concurrency);
  const stopping = new AbortController();
  const results = new Map<string, Promise<Inspected>>();

  const run = async (digest: string, storeKey: string): Promise<Inspected> => {
    const stream = await blobs.read(storeKey);
    async function* bytes(): AsyncIterable<Buffer> {
      for await (const chunk of stream) {
        stopping.signal.throwIfAborted();
        yield chunk as Buffer;
      }
    }
    try {
      const inspected = await inspectTar(bytes(), `The layer ${digest}`, limits);
      return { ...inspected, diffId: inspected.diffId ?? digest };
    } finally {
      // What is refused at its first bytes is not read to its end.
      stream.destroy();
    }
  };

  const inspect = (digest: string, storeKey: string): Promise<Inspected> => {
    const known = results.get(digest);
    if (known) return known;
    const result = limit(() => run(digest, storeKey));
    results.set(digest, result);
    // A failure is not kept: a disk error may pass, and what is no layer is not asked for again.
    result.catch(() => results.delete(digest));
    if (results.size > memory) results.delete(results.keys().next().value ?? '');
    return result;
  };

  return {
    inspect,
    begin(digest, storeKey) {
      // Configurations and manifests come this way too and are refused at the first bytes; who needs it hears of failures.
      inspect(digest, storeKey).catch(() => undefined);
    },
    async stop() {
      stopping.abort(new Fault('unavailable', 'The image service stops: push again in a moment.'));
      await Promise.allSettled(results.values());
    },
  };
}
