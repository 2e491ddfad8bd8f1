import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    policy: {
      type: 'string', default: 'anti-affinity', help: 'where members go: together, apart, or preferably so',
      oneOf: ['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity'],
    },
    maxPerHost: { type: 'int', min: 1, help: 'of anti-affinity: so many members may share a host' },
  },
  output: 'record',
  example: 'server group create web --policy anti-affinity',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const rules = options.maxPerHost === undefined ? {} : { rules: { max_server_per_host: options.maxPerHost } };
    const group = { name: args.name, policy: options.policy as 'affinity', ...rules };
    // Soft policies came with 2.15, rules with 2.64.
    const headers = { 'OpenStack-API-Version': 'compute 2.64' };
    return record((await cloud.compute.call('createServerGroup', { headers, body: { server_group: group } })).body.server_group, groupColumns);
  },
});
