import { findProject } from '../../../sdk/find.ts';
import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { usageColumns } from '../usage-columns.ts';

export default defineCommand({
  args: { project: { help: 'name or id' } },
  options: { gib: { type: 'int', min: -1, help: 'what it may store; -1 is no limit; left out it is the default of the service' } },
  output: 'record',
  example: 'image quota set shop --gib 200',
  async run({ cloud: open, args, options: { gib } }) {
    const cloud = await open();
    const { id } = await findProject(cloud, args.project);
    const limit = gib === undefined || gib === -1 ? (gib ?? null) : gib * 1024 ** 3;
    return record((await cloud.image.call('setProjectLimit', { path: { project_id: id }, body: { limit_bytes: limit } })).body, usageColumns);
  },
});
