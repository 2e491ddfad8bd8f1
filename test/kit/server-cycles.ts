import type { Cloud } from '../../client/sdk/open-cloud.ts';
import { watchServers } from '../../client/sdk/wait-for-server.ts';

export interface CycleOptions {
  image: string;
  flavor: string;
  cycles: number;
  /** Cycles under way at once. */
  width: number;
}

/** What each cycle took, in the order of their ends, in milliseconds. */
export interface CycleTimes {
  createMs: number[];
  deleteMs: number[];
}

/** Creates servers and deletes each as soon as it is ACTIVE, waiting for both. Rejects with the first fault. */
export async function cycleServers(cloud: Cloud, { image, flavor, cycles, width }: CycleOptions): Promise<CycleTimes> {
  const order = { imageRef: await imageIdOf(cloud, image), flavorRef: await flavorIdOf(cloud, flavor) };
  const times: CycleTimes = { createMs: [], deleteMs: [] };
  const watch = await watchServers(cloud, { timeoutMs: 600_000 });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < cycles) {
      const name = `cycle-${(next += 1)}`;
      const asked = performance.now();
      const created = await cloud.compute.call('createServer', { body: { server: { name, ...order } } });
      const id = created.body.server?.id ?? '';
      await watch.done({ id, name, requestId: created.headers['x-openstack-request-id'] ?? '' }, 'ACTIVE');
      const active = performance.now();
      const deleted = await cloud.compute.call('deleteServer', { path: { id } });
      await watch.done({ id, name, requestId: deleted.headers['x-openstack-request-id'] ?? '' }, 'gone');
      times.createMs.push(active - asked);
      times.deleteMs.push(performance.now() - active);
    }
  };
  try {
    await Promise.all(Array.from({ length: width }, lane));
  } finally {
    watch.close();
  }
  return times;
}

export async function imageIdOf(cloud: Cloud, name: string): Promise<string> {
  const image = (await cloud.image.call('listImages', { query: { name } })).body.images[0];
  if (!image) throw new Error(`No image ${name} in this cloud.`);
  return image.id;
}

export async function flavorIdOf(cloud: Cloud, name: string): Promise<string> {
  const flavor = (await cloud.compute.call('listFlavors', { query: {} })).body.flavors.find((each) => each.name === name);
  if (!flavor) throw new Error(`No flavor ${name} in this cloud.`);
  return flavor.id;
}
