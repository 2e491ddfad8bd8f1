import { findRouter } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { routers: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'router delete edge',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.routers, (text) => findRouter(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deleteRouter', { path: { id } }));
    return undefined;
  },
});
