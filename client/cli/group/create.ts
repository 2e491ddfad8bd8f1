import { findDomain } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    description: { type: 'string', help: 'who is in it' },
    domain: { type: 'string', help: 'where it belongs; default is the domain of your token' },
  },
  output: 'record',
  example: 'group create shop-team',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const group = {
      name: args.name,
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id }),
    };
    return record((await cloud.identity.call('createGroup', { body: { group } })).body.group, groupColumns);
  },
});
