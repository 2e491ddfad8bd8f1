import { findGroup } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  args: { group: { help: 'name or id' } },
  output: 'record',
  example: 'group show shop-team',
  async run({ cloud, args }) {
    return record(await findGroup(await cloud(), args.group), groupColumns);
  },
});
