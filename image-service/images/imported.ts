import type { BlobStage } from '../blobs/blob-store.ts';
import type { NewLayer } from '../layers/layer-store.ts';
import type { ImageContent } from './image-store.ts';

/** What an importer made of an upload: staged, verified, ready to be published, and visible to nobody. */
export interface Imported {
  /** Finished, one a digest. */
  stages: Map<string, BlobStage>;
  /** Base first; empty for what has no layers. */
  chain: NewLayer[];
  content: ImageContent;
}
