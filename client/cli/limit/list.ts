import { findProject } from '../../sdk/find.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { limitColumns } from './columns.ts';

export default defineCommand({
  options: { project: { type: 'string', help: 'only of this project' } },
  output: 'list',
  example: 'limit list --project shop',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = options.project === undefined ? {} : { project_id: (await findProject(cloud, options.project)).id };
    return list((await cloud.identity.call('listLimits', { query })).body.limits, limitColumns);
  },
});
