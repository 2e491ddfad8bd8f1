import { findGroup } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { group: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    description: { type: 'string', help: 'who is in it' },
  },
  output: 'none',
  example: 'group set shop-team --description "builds the shop"',
  async run({ cloud: open, args, options }) {
    const group = requireChange({
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
    });
    const cloud = await open();
    const { id } = await findGroup(cloud, args.group);
    await cloud.identity.call('updateGroup', { path: { id }, body: { group } });
    return undefined;
  },
});
