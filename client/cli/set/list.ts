import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { setColumns } from './set-columns.ts';

export default defineCommand({
  options: { 'all-projects': { type: 'bool', help: 'of all projects (admins)' } },
  output: 'list',
  example: 'set list -c name -c ready',
  async run({ cloud: open, options }) {
    const cloud = await open();
    return list((await cloud.sampan.call('listSets', { query: options['all-projects'] ? { all_projects: true } : {} })).body.sets, setColumns);
  },
});
