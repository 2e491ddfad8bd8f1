import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { applicationCredentialColumns, findOwnCredential } from './columns.ts';

export default defineCommand({
  args: { credential: { help: 'name or id' } },
  output: 'record',
  example: 'application credential show ci',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    return record(await findOwnCredential(cloud, user.id, args.credential), applicationCredentialColumns);
  },
});
