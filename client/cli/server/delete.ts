import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { requestIdOf } from '../request-id.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';

export default defineCommand({
  args: { servers: { help: 'names or ids', many: true } },
  options: waitOptions,
  output: 'none',
  example: 'server delete web web2 --wait',
  async run({ args, cloud: open, ...context }) {
    const cloud = await open();
    const servers = await eachOf(args.servers, (name) => findServer(cloud, name));
    await withWatch({ cloud, ...context }, async (watch) => {
      await eachOf(servers, async ({ id, name }) => {
        const answer = await cloud.compute.call('deleteServer', { path: { id } });
        await watch?.done({ id, name, requestId: requestIdOf(answer) }, 'gone');
      });
    });
    return undefined;
  },
});
