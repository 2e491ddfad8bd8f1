import { findNetwork } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { networks: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'network delete front',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.networks, (text) => findNetwork(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deleteNetwork', { path: { id } }));
    return undefined;
  },
});
