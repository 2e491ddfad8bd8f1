import { Fault } from '../../../openapi/serve/fault.ts';
import { findProject } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { quotaColumns } from './quota-columns.ts';

export default defineCommand({
  args: { project: { help: 'name or id; default is one\'s own', optional: true } },
  output: 'record',
  example: 'quota show',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const id = args.project === undefined ? await ownProject(cloud) : (await findProject(cloud, args.project)).id;
    const { quota_set: quota } = (await cloud.compute.call('getQuotaSet', { path: { project_id: id } })).body;
    return record(quota, quotaColumns);
  },
});

async function ownProject(cloud: Cloud): Promise<string> {
  const id = (await cloud.auth()).body.project?.id;
  if (id === undefined) throw new Fault('bad-request', 'The token is not scoped to a project: name one.');
  return id;
}
