import { findQosPolicy } from '../../../sdk/find-network.ts';
import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';

export default defineCommand({
  args: { policies: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'qos policy delete slow',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.policies, (text) => findQosPolicy(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deleteQosPolicy', { path: { id } }));
    return undefined;
  },
});
