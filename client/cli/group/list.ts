import { findUser } from '../../sdk/find.ts';
import { findDomain } from '../../sdk/find-identity.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  options: {
    domain: { type: 'string', help: 'only of this domain' },
    user: { type: 'string', help: 'only those in which this user is' },
  },
  output: 'list',
  example: 'group list --user anna',
  async run({ cloud: open, options }) {
    const cloud = await open();
    if (options.user !== undefined) {
      const { id } = await findUser(cloud, options.user);
      return list((await cloud.identity.call('listUserGroups', { path: { id } })).body.groups, groupColumns);
    }
    const query = options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id };
    return list((await cloud.identity.call('listGroups', { query })).body.groups, groupColumns);
  },
});
