import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { credentialColumns } from './columns.ts';

export default defineCommand({
  args: { credential: { help: 'id' } },
  output: 'record',
  example: 'credential show 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud: open, args }) {
    const cloud = await open();
    return record((await cloud.identity.call('getCredential', { path: { id: args.credential } })).body.credential, credentialColumns);
  },
});
