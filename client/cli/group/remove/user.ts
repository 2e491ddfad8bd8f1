import { findUser } from '../../../sdk/find.ts';
import { findGroup } from '../../../sdk/find-identity.ts';
import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';

export default defineCommand({
  args: { group: { help: 'name or id' }, users: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'group remove user shop-team anna',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { id } = await findGroup(cloud, args.group);
    const users = await eachOf(args.users, (text) => findUser(cloud, text));
    await eachOf(users, (user) => cloud.identity.call('removeGroupUser', { path: { id, user_id: user.id } }));
    return undefined;
  },
});
