import { findDomain, findGroup } from '../../sdk/find-identity.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { userColumns } from './user-columns.ts';

export default defineCommand({
  options: {
    domain: { type: 'string', help: 'only of this domain' },
    group: { type: 'string', help: 'only those in this group' },
  },
  output: 'list',
  example: 'user list --group shop-team',
  async run({ cloud: open, options }) {
    const cloud = await open();
    if (options.group !== undefined) {
      const { id } = await findGroup(cloud, options.group);
      return list((await cloud.identity.call('listGroupUsers', { path: { id } })).body.users, userColumns);
    }
    const query = options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id };
    return list((await cloud.identity.call('listUsers', { query })).body.users, userColumns);
  },
});
