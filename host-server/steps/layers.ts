import type { MachineImage } from '../drivers/driver.ts';
import type { ServerSpec } from '../servers/spec.ts';
import type { ImageSource, LocalImage } from '../layers/image-source.ts';
import type { Step } from './step.ts';

/** Gets the image's layers onto this host; most often they are there already. Layers stay when the server goes, until their room is needed. */
export const layersStep = (images: ImageSource): Step => ({
  name: 'layers',
  downName: 'layers',
  async up(walk) {
    const { image, rescue } = walk.spec;
    const ensure = (wanted: typeof image): Promise<LocalImage> =>
      images.ensure({ imageId: wanted.id, layerId: wanted.layer_id }, { signal: walk.signal, serverId: walk.spec.id, onProgress: walk.progress });
    const found = await ensure(image);
    const rescued = rescue && (await ensure(rescue));
    walk.image = { layers: found.paths, config: found.config, ...machineOf(found, image), ...(rescue && rescued ? { rescue: { layers: rescued.paths, ...machineOf(rescued, rescue) } } : {}) };
    return found.pulledLayers > 0 ? { pulled_layers: found.pulledLayers, pulled_bytes: found.pulledBytes } : { cached: true };
  },
});

/** What the region says of an image's properties goes before what the image service said when it was pulled. */
const machineOf = ({ machine }: LocalImage, { properties }: ServerSpec['image']): { machine?: MachineImage } =>
  machine === undefined ? {} : { machine: { ...machine, properties: { ...machine.properties, ...properties } } };
