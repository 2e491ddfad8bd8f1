import { findSecurityGroup } from '../../../../sdk/find-network.ts';
import { list } from '../../../columns.ts';
import { defineCommand } from '../../../command.ts';
import { ruleColumns } from './rule-columns.ts';

export default defineCommand({
  args: { group: { help: 'name or id; all groups without it', optional: true } },
  output: 'list',
  example: 'security group rule list web',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const query = args.group === undefined ? {} : { security_group_id: [(await findSecurityGroup(cloud, args.group)).id] };
    return list((await cloud.network.call('listSecurityGroupRules', { query })).body.security_group_rules, ruleColumns);
  },
});
