import { list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { policyColumns } from './policy-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'qos policy list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.network.call('listQosPolicies')).body.policies, policyColumns);
  },
});
