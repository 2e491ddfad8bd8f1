import { list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { groupColumns } from './group-columns.ts';

export default defineCommand({
  options: { allProjects: { type: 'bool', help: 'those of all projects (admins)' } },
  output: 'list',
  example: 'server group list',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = options.allProjects ? { all_projects: 'true' } : {};
    return list((await cloud.compute.call('listServerGroups', { query })).body.server_groups, groupColumns);
  },
});
