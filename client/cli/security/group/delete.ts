import { findSecurityGroup } from '../../../sdk/find-network.ts';
import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';

export default defineCommand({
  args: { groups: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'security group delete web',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.groups, (text) => findSecurityGroup(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deleteSecurityGroup', { path: { id } }));
    return undefined;
  },
});
