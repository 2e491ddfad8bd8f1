import { Fault } from '../../../openapi/serve/fault.ts';
import { findProject } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { periodOptions, periodQuery, usageColumns } from './usage-columns.ts';
import type { Usage } from './usage-columns.ts';

export default defineCommand({
  args: { project: { help: 'name or id; default is one\'s own', optional: true } },
  options: periodOptions,
  output: 'record',
  example: 'usage show',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const id = args.project === undefined ? (await cloud.auth()).body.project?.id : (await findProject(cloud, args.project)).id;
    if (id === undefined) throw new Fault('bad-request', 'The token is not scoped to a project: name one.');
    const { tenant_usage: usage } = (await cloud.compute.call('getTenantUsage', { path: { project_id: id }, query: periodQuery(options) })).body;
    const none = { tenant_id: id, total_hours: 0, total_vcpus_usage: 0, total_memory_mb_usage: 0, total_local_gb_usage: 0 };
    return record({ ...none, ...usage } as Usage, usageColumns);
  },
});
