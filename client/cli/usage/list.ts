import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { periodOptions, periodQuery, usageColumns } from './usage-columns.ts';

export default defineCommand({
  options: periodOptions,
  output: 'list',
  example: 'usage list --start 2026-11-01',
  async run({ cloud: open, options }) {
    const cloud = await open();
    return list((await cloud.compute.call('listTenantUsage', { query: periodQuery(options) })).body.tenant_usages, usageColumns);
  },
});
