import { findImage, findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { requestIdOf } from '../request-id.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';

export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: { image: { type: 'string', help: 'name or id; the present one without it' }, ...waitOptions },
  output: 'none',
  example: 'server rebuild web --image busybox --wait',
  async run({ args, options, cloud: open, signal, progress }) {
    const cloud = await open();
    const server = await findServer(cloud, args.server);
    const present = typeof server.image === 'string' ? '' : server.image.id;
    const imageRef = options.image === undefined ? present : (await findImage(cloud, options.image)).id;
    await withWatch({ cloud, options, signal, progress }, async (watch) => {
      const answer = await cloud.compute.call('actOnServer', { path: { id: server.id }, body: { rebuild: { imageRef } } });
      await watch?.done({ id: server.id, name: server.name, requestId: requestIdOf(answer) }, 'ACTIVE');
    });
    return undefined;
  },
});
