import { findPort, findQosPolicy, findSecurityGroup } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { port: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    securityGroup: { type: 'list', value: 'group', help: 'the groups, instead of those it is in; may be repeated' },
    qosPolicy: { type: 'string', value: 'policy', help: 'limits of bandwidth; `none` for none' },
  },
  output: 'none',
  example: 'port set door --security-group web',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const groups = await eachOf(options.securityGroup, (text) => findSecurityGroup(cloud, text));
    const port = requireChange({
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(groups.length === 0 ? {} : { security_groups: groups.map(({ id }) => id) }),
      ...(options.qosPolicy === undefined ? {} : { qos_policy_id: options.qosPolicy === 'none' ? null : (await findQosPolicy(cloud, options.qosPolicy)).id }),
    });
    const { id } = await findPort(cloud, args.port);
    await cloud.network.call('updatePort', { path: { id }, body: { port } });
    return undefined;
  },
});
