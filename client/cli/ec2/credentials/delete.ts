import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';

export default defineCommand({
  args: { access: { help: 'access keys', many: true } },
  output: 'none',
  example: 'ec2 credentials delete 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    await eachOf(args.access, (access) => cloud.identity.call('deleteEc2Credential', { path: { id: user.id, credential_id: access } }));
    return undefined;
  },
});
