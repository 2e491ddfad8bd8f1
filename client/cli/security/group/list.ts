import { list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'security group list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.network.call('listSecurityGroups')).body.security_groups, groupColumns);
  },
});
