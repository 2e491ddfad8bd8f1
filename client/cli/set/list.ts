import { listAllSets } from '../../sdk/find-set.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { setColumns } from './set-columns.ts';

export default defineCommand({
  options: { 'all-projects': { type: 'bool', help: 'of all projects (admins)' } },
  output: 'list',
  example: 'set list -c name -c ready',
  async run({ cloud: open, options }) {
    const cloud = await open();
    return list(await listAllSets(cloud, options['all-projects'] ? { all_projects: true } : {}), setColumns);
  },
});
