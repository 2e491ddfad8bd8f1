import { findUser } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { users: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'user delete anna',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const users = await eachOf(args.users, (name) => findUser(cloud, name));
    await eachOf(users, ({ id }) => cloud.identity.call('deleteUser', { path: { id } }));
    return undefined;
  },
});
