import { findSecurityGroup } from '../../../sdk/find-network.ts';
import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  args: { group: { help: 'name or id' } },
  output: 'record',
  example: 'security group show web',
  async run({ cloud, args }) {
    return record(await findSecurityGroup(await cloud(), args.group), groupColumns);
  },
});
