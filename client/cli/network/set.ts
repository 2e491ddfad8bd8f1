import { findNetwork, findQosPolicy } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { network: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    description: { type: 'string', help: 'what it is for' },
    mtu: { type: 'int', min: 576, help: 'bytes of a packet' },
    multicast: { type: 'string', oneOf: ['on', 'off'], help: 'whether broadcast and multicast pass within it' },
    qosPolicy: { type: 'string', value: 'policy', help: 'limits for all of its ports; `none` for no limits' },
  },
  output: 'none',
  example: 'network set front --name web',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const change = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.mtu === undefined ? {} : { mtu: options.mtu }),
      ...(options.qosPolicy === undefined ? {} : { qos_policy_id: options.qosPolicy === 'none' ? null : (await findQosPolicy(cloud, options.qosPolicy)).id }),
    };
    requireChange({ ...change, ...(options.multicast === undefined ? {} : { multicast: options.multicast }) });
    const { id } = await findNetwork(cloud, args.network);
    if (Object.keys(change).length > 0) await cloud.network.call('updateNetwork', { path: { id }, body: { network: change } });
    if (options.multicast !== undefined) await cloud.sampan.call('updateNetworkView', { path: { id }, body: { multicast: options.multicast === 'on' } });
    return undefined;
  },
});
