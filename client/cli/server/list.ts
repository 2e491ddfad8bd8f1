import { listAllServers } from '../../sdk/pages.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { serverColumns } from './server-columns.ts';

export default defineCommand({
  options: {
    name: { type: 'string', value: 'pattern', help: 'only names that hold this; ^ is the beginning, $ the end, .* anything' },
    status: { type: 'string', help: 'only this status, for example ACTIVE' },
    allProjects: { type: 'bool', help: 'of all projects (admins)' },
    limit: { type: 'int', min: 1, help: 'at most so many' },
  },
  output: 'list',
  example: 'server list --status ACTIVE -f value -c id',
  async run({ cloud, options, signal }) {
    return list(await listAllServers(await cloud(), { ...options, signal }), serverColumns);
  },
});
