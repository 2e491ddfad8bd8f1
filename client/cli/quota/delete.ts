import { findProject } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  args: { project: { help: 'name or id' } },
  output: 'none',
  example: 'quota delete shop',
  async run({ cloud: open, args }) {
    const cloud = await open();
    await cloud.compute.call('deleteQuotaSet', { path: { project_id: (await findProject(cloud, args.project)).id } });
    return undefined;
  },
});
