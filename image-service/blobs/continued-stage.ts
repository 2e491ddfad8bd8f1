import type { BlobStage, KeptStage } from './blob-store.ts';

/**
 * A kept stage for a reader that begins at the first byte: it is given everything (`source`), and what it appends of the
 * bytes that are there already is not written again.
 */
export function continueStage(stage: KeptStage, rest: AsyncIterable<Buffer>): { source: AsyncIterable<Buffer>; stage: BlobStage } {
  let there = stage.size;
  async function* source(): AsyncIterable<Buffer> {
    yield* stage.kept();
    yield* rest;
  }
  return {
    source: source(),
    stage: {
      get size() {
        return stage.size;
      },
      get key() {
        return stage.key;
      },
      async append(chunk) {
        const known = Math.min(there, chunk.length);
        there -= known;
        if (known < chunk.length) await stage.append(known === 0 ? chunk : chunk.subarray(known));
      },
      finish: () => stage.finish(),
      read: (start, size) => stage.read(start, size),
      open: () => stage.open(),
      publish: () => stage.publish(),
      // What becomes of kept bytes is for whoever resumed them.
      discard: () => Promise.resolve(),
    },
  };
}
