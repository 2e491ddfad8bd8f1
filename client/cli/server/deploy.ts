import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { requestIdOf } from '../request-id.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';

export default defineCommand({
  args: { servers: { help: 'names or ids', many: true } },
  options: { image: { type: 'string', help: 'name or id of the new version', required: true }, ...waitOptions },
  output: 'none',
  example: 'server deploy web --image demo/app:2 --wait',
  async run({ args, options, cloud: open, signal, progress }) {
    const cloud = await open();
    const servers = await eachOf(args.servers, (name) => findServer(cloud, name));
    await withWatch({ cloud, options, signal, progress }, async (watch) => {
      await eachOf(servers, async ({ id, name }) => {
        const answer = await cloud.sampan.call('deployServer', { path: { id }, body: { image: options.image } });
        await watch?.done({ id, name, requestId: requestIdOf(answer) }, 'ACTIVE');
      });
    });
    return undefined;
  },
});
