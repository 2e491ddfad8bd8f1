import { findGroup } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { groups: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'group delete shop-team',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.groups, (text) => findGroup(cloud, text));
    await eachOf(found, ({ id }) => cloud.identity.call('deleteGroup', { path: { id } }));
    return undefined;
  },
});
