import { list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { applicationCredentialColumns } from './columns.ts';

export default defineCommand({
  output: 'list',
  example: 'application credential list',
  async run({ cloud: open }) {
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    const { body } = await cloud.identity.call('listApplicationCredentials', { path: { id: user.id } });
    return list(body.application_credentials, applicationCredentialColumns);
  },
});
