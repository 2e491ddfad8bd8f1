import { findDomain } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { roleColumns } from './role-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    description: { type: 'string', help: 'what it allows' },
    domain: { type: 'string', help: 'the domain to which it belongs; default is the whole system' },
  },
  output: 'record',
  example: 'role create operator',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const role = {
      name: args.name,
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id }),
    };
    return record((await cloud.identity.call('createRole', { body: { role } })).body.role, roleColumns);
  },
});
