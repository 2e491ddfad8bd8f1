import { createHash } from 'node:crypto';

/**
 * Layer ids from the base to the top (OCI image-spec, config.md, "Layer ChainID"): the base's is its DiffID, each further
 * one is the digest of `<parent's id> <DiffID>`, so a layer's parent is part of its own id.
 */
export function chainIds(diffIds: readonly string[]): string[] {
  const ids: string[] = [];
  for (const diffId of diffIds) {
    const parent = ids.at(-1);
    ids.push(parent === undefined ? diffId : `sha256:${createHash('sha256').update(`${parent} ${diffId}`).digest('hex')}`);
  }
  return ids;
}
