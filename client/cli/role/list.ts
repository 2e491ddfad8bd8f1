import { findDomain } from '../../sdk/find-identity.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { roleColumns } from './role-columns.ts';

export default defineCommand({
  options: {
    domain: { type: 'string', help: 'the roles of this domain; default is those of the whole system' },
  },
  output: 'list',
  example: 'role list',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id };
    return list((await cloud.identity.call('listRoles', { query })).body.roles, roleColumns);
  },
});
