import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { policyColumns } from './policy-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    share: { type: 'bool', help: 'let every project use it' },
    egress: { type: 'int', min: 1, value: 'kbit/s', help: 'limit of what servers send' },
    ingress: { type: 'int', min: 1, value: 'kbit/s', help: 'limit of what servers get' },
  },
  output: 'record',
  example: 'qos policy create slow --share --egress 10000 --ingress 10000',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const id = (await cloud.network.call('createQosPolicies', { body: { policy: { name: args.name, shared: options.share } } })).body.policy?.id ?? '';
    for (const direction of ['egress', 'ingress'] as const) {
      const limit = options[direction];
      if (limit !== undefined) await cloud.network.call('createBandwidthLimitRule', { path: { id }, body: { bandwidth_limit_rule: { direction, max_kbps: limit } } });
    }
    return record((await cloud.network.call('getQosPolicy', { path: { id } })).body.policy, policyColumns);
  },
});
