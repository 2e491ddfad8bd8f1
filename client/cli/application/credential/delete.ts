import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';
import { findOwnCredential } from './columns.ts';

export default defineCommand({
  args: { credentials: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'application credential delete ci',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    const found = await eachOf(args.credentials, (text) => findOwnCredential(cloud, user.id, text));
    await eachOf(found, ({ id }) => cloud.identity.call('deleteApplicationCredential', { path: { id: user.id, application_credential_id: id } }));
    return undefined;
  },
});
