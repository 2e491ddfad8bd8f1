import type { ArchiveIndex, ReadRange } from './archive-index.ts';
import type { ArchivePlan } from './archive-plan.ts';
import { unusable } from './unusable.ts';

/**
 * `docker save` since 1.10: manifest.json lists, an image, its configuration and its layers from the base. Undefined when
 * the file is something else of that name, as a root file system may hold.
 */
export async function planDocker(index: ArchiveIndex, read: ReadRange): Promise<ArchivePlan | undefined> {
  const { value } = await index.document('manifest.json', read);
  if (!Array.isArray(value) || !value.every(isItem)) return undefined;
  const [item, second] = value;
  if (!item) throw unusable('The archive holds no image: its manifest.json is empty.');
  if (second) {
    const names = value.map(({ RepoTags }) => RepoTags?.join(' ') ?? 'untagged').join(', ');
    throw unusable(`The archive holds ${value.length} images (${names}): save one image at a time.`);
  }
  const config = await index.document(item.Config, read);
  return {
    layers: item.Layers.map((name, position) => {
      const { offset, size } = index.file(name);
      return { label: `layer ${position + 1} (${name})`, offset, size };
    }),
    configFor: () => config.bytes,
  };
}

interface Item {
  Config: string;
  RepoTags?: string[] | null;
  Layers: string[];
}

function isItem(value: unknown): value is Item {
  const { Config, Layers } = Object(value) as Record<string, unknown>;
  return typeof Config === 'string' && Array.isArray(Layers) && Layers.every((layer) => typeof layer === 'string');
}
