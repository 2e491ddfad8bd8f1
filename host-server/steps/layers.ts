import type { ImageSource } from '../layers/image-source.ts';
import type { Step } from './step.ts';

/** Gets the image's layers onto this host; most often they are there already. Layers stay when the server goes, until their room is needed. */
export const layersStep = (images: ImageSource): Step => ({
  name: 'layers',
  downName: 'layers',
  async up(walk) {
    const { image } = walk.spec;
    const found = await images.ensure({ imageId: image.id, layerId: image.layer_id }, { signal: walk.signal, serverId: walk.spec.id, onProgress: walk.progress });
    walk.image = { layers: found.paths, config: found.config };
    return found.pulledLayers > 0 ? { pulled_layers: found.pulledLayers, pulled_bytes: found.pulledBytes } : { cached: true };
  },
});
