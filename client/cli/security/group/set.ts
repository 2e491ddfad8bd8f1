import { findSecurityGroup } from '../../../sdk/find-network.ts';
import { defineCommand } from '../../command.ts';
import { requireChange } from '../../switches.ts';

export default defineCommand({
  args: { group: { help: 'name or id' } },
  options: { name: { type: 'string', help: 'the new name' }, description: { type: 'string', help: 'what it is for' } },
  output: 'none',
  example: 'security group set web --name site',
  async run({ cloud: open, args, options }) {
    const change = requireChange({ ...(options.name === undefined ? {} : { name: options.name }), ...(options.description === undefined ? {} : { description: options.description }) });
    const cloud = await open();
    const { id } = await findSecurityGroup(cloud, args.group);
    await cloud.network.call('updateSecurityGroup', { path: { id }, body: { security_group: change } });
    return undefined;
  },
});
