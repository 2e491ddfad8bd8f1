import { Fault } from '../../../openapi/serve/fault.ts';
import { findServer } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';

interface Kept {
  id: string;
  name: string;
  status: string;
}

export const keptColumns = [
  column<Kept>('id', 'Image ID', ({ id }) => id),
  column<Kept>('name', 'Name', ({ name }) => name),
  column<Kept>('status', 'Status', ({ status }) => status),
];

/** Keeps what a server changed as an image of one more layer, which servers can be started from. */
export default defineCommand({
  args: { server: { help: 'name or id' }, name: { help: 'the image’s name' } },
  options: {
    property: { type: 'pairs', help: 'a property of the image' },
    wait: { type: 'bool', help: 'until the image is active' },
  },
  output: 'record',
  example: 'server snapshot web golden --wait',
  async run({ cloud: open, args, options, signal }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const answer = await cloud.compute.call('actOnServer', { path: { id }, body: { createImage: { name: args.name, metadata: options.property } } });
    return record(await keptImage(cloud, answer.headers['location'] ?? '', { name: args.name, wait: options.wait, signal }), keptColumns);
  },
});

/** The image that an answer's Location names, when it is active if that is waited for. */
export async function keptImage(cloud: Cloud, location: string, { name, wait, signal }: { name: string; wait: boolean; signal: AbortSignal }): Promise<Kept> {
  const id = location.split('/').at(-1) ?? '';
  for (;;) {
    const image = (await cloud.image.call('getImage', { path: { id }, signal }).catch((error: unknown) => {
      if (error instanceof Fault && error.status === 404 && wait) throw new Fault('command-failed', `The image ${name} came to nothing: see sampan server actions for the reason.`, { cause: error });
      throw error;
    })).body;
    if (!wait || image.status === 'active') return { id, name, status: image.status };
    await new Promise((resolve) => setTimeout(resolve, 250));
    signal.throwIfAborted();
  }
}
