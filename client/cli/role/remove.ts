import { defineCommand } from '../command.ts';
import { changeGrant, grantArgs, grantOptions } from './grant.ts';

export default defineCommand({
  args: grantArgs,
  options: grantOptions,
  output: 'none',
  example: 'role remove member --user anna --project shop',
  async run({ cloud: open, args, options }) {
    await changeGrant(await open(), 'revoke', args.role, options);
    return undefined;
  },
});
