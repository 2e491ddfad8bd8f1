import type { ArchiveIndex, ReadRange } from './archive-index.ts';
import type { ArchivePlan } from './archive-plan.ts';
import { encodeJson, objectOf } from './image-config.ts';
import { unusable } from './unusable.ts';

/**
 * `docker save` before 1.10: `repositories` maps name → tag → id of the top layer, and each layer is a folder with `json`
 * (id, parent, config) and `layer.tar`. The ids are random; what stands for the layers here are their DiffIDs.
 */
export async function planDockerV1(index: ArchiveIndex, read: ReadRange): Promise<ArchivePlan> {
  const chain = await readChain(index, read, await topLayer(index, read));
  const top = chain.at(-1)?.json ?? {};
  return {
    layers: chain.map(({ id }, position) => {
      const { offset, size } = index.file(`${id}/layer.tar`);
      return { label: `layer ${position + 1} (${id}/layer.tar)`, offset, size };
    }),
    configFor: (diffIds) =>
      encodeJson({
        architecture: top['architecture'] ?? 'amd64',
        os: top['os'] ?? 'linux',
        ...(typeof top['created'] === 'string' ? { created: top['created'] } : {}),
        config: top['config'] ?? {},
        rootfs: { type: 'layers', diff_ids: diffIds },
      }),
  };
}

async function topLayer(index: ArchiveIndex, read: ReadRange): Promise<string> {
  const { value } = await index.document('repositories', read);
  const tags = Object.entries(objectOf(value, "The archive's repositories")).flatMap(([name, byTag]) =>
    Object.entries(objectOf(byTag, `${name} in the archive's repositories`)).map(([tag, id]) => ({ name: `${name}:${tag}`, id: String(id) })),
  );
  const ids = new Set(tags.map(({ id }) => id));
  const [id] = ids;
  if (id === undefined) throw unusable('The archive holds no image: its repositories file names none.');
  if (ids.size > 1) throw unusable(`The archive holds ${ids.size} images (${tags.map(({ name }) => name).join(', ')}): save one image at a time.`);
  return id;
}

interface V1Layer {
  id: string;
  json: Record<string, unknown>;
}

/** From the top down by `parent`, answered from the base up. */
async function readChain(index: ArchiveIndex, read: ReadRange, topId: string): Promise<V1Layer[]> {
  const chain: V1Layer[] = [];
  const seen = new Set<string>();
  for (let id: string | undefined = topId; id !== undefined; ) {
    if (seen.has(id)) throw unusable(`The archive's layer ${id} is its own ancestor.`);
    seen.add(id);
    const { value } = await index.document(`${id}/json`, read);
    const json = objectOf(value, `${id}/json in the archive`);
    chain.unshift({ id, json });
    const parent: unknown = json['parent'];
    id = typeof parent === 'string' && parent !== '' ? parent : undefined;
  }
  return chain;
}
