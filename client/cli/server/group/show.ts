import { findServerGroup } from '../../../sdk/find-compute.ts';
import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  args: { group: { help: 'name or id' } },
  output: 'record',
  example: 'server group show web',
  async run({ cloud, args }) {
    return record(await findServerGroup(await cloud(), args.group), groupColumns);
  },
});
