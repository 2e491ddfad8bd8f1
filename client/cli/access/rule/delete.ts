import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';

export default defineCommand({
  args: { rules: { help: 'ids', many: true } },
  output: 'none',
  example: 'access rule delete 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    await eachOf(args.rules, (id) => cloud.identity.call('deleteAccessRule', { path: { id: user.id, access_rule_id: id } }));
    return undefined;
  },
});
