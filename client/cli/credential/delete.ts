import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { credentials: { help: 'ids', many: true } },
  output: 'none',
  example: 'credential delete 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud: open, args }) {
    const cloud = await open();
    await eachOf(args.credentials, (id) => cloud.identity.call('deleteCredential', { path: { id } }));
    return undefined;
  },
});
