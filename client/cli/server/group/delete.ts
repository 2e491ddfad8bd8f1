import { findServerGroup } from '../../../sdk/find-compute.ts';
import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';

export default defineCommand({
  args: { groups: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'server group delete web',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const groups = await eachOf(args.groups, (name) => findServerGroup(cloud, name));
    await eachOf(groups, ({ id }) => cloud.compute.call('deleteServerGroup', { path: { id } }));
    return undefined;
  },
});
