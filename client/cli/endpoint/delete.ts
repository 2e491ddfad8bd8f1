import { findEndpoint } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { endpoints: { help: 'ids', many: true } },
  output: 'none',
  example: 'endpoint delete 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.endpoints, (text) => findEndpoint(cloud, text));
    await eachOf(found, ({ id }) => cloud.identity.call('deleteEndpoint', { path: { id } }));
    return undefined;
  },
});
