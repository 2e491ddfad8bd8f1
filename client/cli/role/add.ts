import { defineCommand } from '../command.ts';
import { findGrant, grantArgs, grantOptions } from './grant.ts';

export default defineCommand({
  args: grantArgs,
  options: grantOptions,
  output: 'none',
  example: 'role add member --user anna --project shop',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    await cloud.identity.call('grantProjectUserRole', { path: await findGrant(cloud, args.role, options) });
    return undefined;
  },
});
