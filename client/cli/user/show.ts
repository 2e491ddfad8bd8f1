import { findUser } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { userColumns } from './user-columns.ts';

export default defineCommand({
  args: { user: { help: 'name or id' } },
  output: 'record',
  example: 'user show demo',
  async run({ cloud, args }) {
    return record(await findUser(await cloud(), args.user), userColumns);
  },
});
