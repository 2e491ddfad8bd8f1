import { findProject } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { usageColumns } from './usage-columns.ts';

export default defineCommand({
  args: { project: { help: 'name or id (admins); default is one\'s own', optional: true } },
  output: 'record',
  example: 'image usage',
  async run({ cloud: open, args }) {
    const cloud = await open();
    if (args.project === undefined) return record((await cloud.image.call('getUsage', {})).body, usageColumns);
    const { id } = await findProject(cloud, args.project);
    return record((await cloud.image.call('getProjectUsage', { path: { project_id: id } })).body, usageColumns);
  },
});
