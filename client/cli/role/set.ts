import { findRole } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { role: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    description: { type: 'string', help: 'what it allows' },
  },
  output: 'none',
  example: 'role set operator --description "runs the shop"',
  async run({ cloud: open, args, options }) {
    const role = requireChange({
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
    });
    const cloud = await open();
    const { id } = await findRole(cloud, args.role);
    await cloud.identity.call('updateRole', { path: { id }, body: { role } });
    return undefined;
  },
});
