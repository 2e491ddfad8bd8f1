import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { limits: { help: 'ids', many: true } },
  output: 'none',
  example: 'limit delete 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud: open, args }) {
    const cloud = await open();
    await eachOf(args.limits, (id) => cloud.identity.call('deleteLimit', { path: { id } }));
    return undefined;
  },
});
