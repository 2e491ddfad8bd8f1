import { findProject } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { projectColumns } from './project-columns.ts';

export default defineCommand({
  args: { project: { help: 'name or id' } },
  output: 'record',
  example: 'project show demo',
  async run({ cloud, args }) {
    return record(await findProject(await cloud(), args.project), projectColumns);
  },
});
