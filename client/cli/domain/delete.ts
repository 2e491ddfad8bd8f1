import { findDomain } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { domains: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'domain delete acme',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.domains, (text) => findDomain(cloud, text));
    await eachOf(found, ({ id }) => cloud.identity.call('deleteDomain', { path: { id } }));
    return undefined;
  },
});
