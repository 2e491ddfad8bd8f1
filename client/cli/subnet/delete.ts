import { findSubnet } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { subnets: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'subnet delete front-4',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.subnets, (text) => findSubnet(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deleteSubnet', { path: { id } }));
    return undefined;
  },
});
