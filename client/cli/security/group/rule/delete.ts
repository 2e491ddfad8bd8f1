import { findSecurityGroupRule } from '../../../../sdk/find-network.ts';
import { defineCommand } from '../../../command.ts';
import { eachOf } from '../../../each-of.ts';

export default defineCommand({
  args: { rules: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'security group rule delete 3f2a',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.rules, (text) => findSecurityGroupRule(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deleteSecurityGroupRule', { path: { id } }));
    return undefined;
  },
});
