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
    const members = new Map<string, LocalImage>();
    for (const { name, image: own } of walk.spec.members ?? []) members.set(name, await ensure(own));
    walk.image = { layers: found.paths, config: found.config, ...machineOf(found, image), ...(members.size === 0 ? {} : { members: new Map([...members].map(([name, { paths, config }]) => [name, { layers: paths, config }])) }), ...(rescue && rescued ? { rescue: { layers: rescued.paths, ...machineOf(rescued, rescue) } } : {}) };
    const all = [found, ...members.values()];
    const pulled = { pulled_layers: all.reduce((sum, { pulledLayers }) => sum + pulledLayers, 0), pulled_bytes: all.reduce((sum, { pulledBytes }) => sum + pulledBytes, 0) };
    return pulled.pulled_layers > 0 ? pulled : { cached: true };
  },
});

/** What the region says of an image's properties goes before what the image service said when it was pulled. */
const machineOf = ({ machine }: LocalImage, { properties }: ServerSpec['image']): { machine?: MachineImage } =>
  machine === undefined ? {} : { machine: { ...machine, properties: { ...machine.properties, ...properties } } };
