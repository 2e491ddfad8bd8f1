import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { projectColumns } from './project-columns.ts';

export default defineCommand({
  options: { mine: { type: 'bool', help: 'only those that you have a role in; for others than admins that is all there is' } },
  output: 'list',
  example: 'project list --mine',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const isAdmin = (await cloud.auth()).body.roles?.some(({ name }) => name === 'admin') === true;
    const { body } = options.mine || !isAdmin ? await cloud.identity.call('listAuthProjects') : await cloud.identity.call('listProjects');
    return list(body.projects, projectColumns);
  },
});
