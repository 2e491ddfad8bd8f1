import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { credentialColumns } from './columns.ts';

export default defineCommand({
  options: { type: { type: 'string', help: 'only of this type' } },
  output: 'list',
  example: 'credential list --type cert',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = options.type === undefined ? {} : { type: options.type };
    return list((await cloud.identity.call('listCredentials', { query })).body.credentials, credentialColumns);
  },
});
