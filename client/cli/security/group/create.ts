import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: { description: { type: 'string', help: 'what it is for' }, stateless: { type: 'bool', help: 'answers need rules of their own' } },
  output: 'record',
  example: 'security group create web',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const group = { name: args.name, stateful: !options.stateless, ...(options.description === undefined ? {} : { description: options.description }) };
    const { body } = await cloud.network.call('createSecurityGroups', { body: { security_group: group } });
    return record(body.security_group ?? {}, groupColumns);
  },
});
