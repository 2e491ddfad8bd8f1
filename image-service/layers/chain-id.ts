import { createHash } from 'node:crypto';

export type LayerKind = 'tar' | 'qcow2';

/**
 * Layer ids from the base to the top (OCI image-spec, config.md, "Layer ChainID"): the base's is its DiffID, each further
 * one is the digest of `<parent's id> <DiffID>`, so a layer's parent is part of its own id. The base of a qcow2 chain is
 * the digest of `qcow2 <DiffID>`: bytes that pass for both kinds never own one id.
 */
export function chainIds(diffIds: readonly string[], kind: LayerKind = 'tar'): string[] {
  const ids: string[] = [];
  for (const diffId of diffIds) ids.push(layerId(ids.at(-1), diffId, kind));
  return ids;
}

/** The id of one layer on its parent. */
export function layerId(parentId: string | undefined, diffId: string, kind: LayerKind): string {
  if (parentId !== undefined) return digestOf(`${parentId} ${diffId}`);
  return kind === 'tar' ? diffId : digestOf(`qcow2 ${diffId}`);
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
