import { findRole } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { roles: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'role delete operator',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const roles = await eachOf(args.roles, (text) => findRole(cloud, text));
    await eachOf(roles, ({ id }) => cloud.identity.call('deleteRole', { path: { id } }));
    return undefined;
  },
});
