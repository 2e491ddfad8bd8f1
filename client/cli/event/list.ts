import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { eventColumns } from './event-columns.ts';
import { eventOptions, eventQuery } from './filters.ts';

export default defineCommand({
  options: { ...eventOptions, limit: { type: 'int', min: 1, default: 100, help: 'at most so many, the oldest first' } },
  output: 'list',
  example: 'event list --server web',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = { ...(await eventQuery(cloud, options)), limit: Math.min(options.limit, 1000) };
    return list((await cloud.sampan.call('listEvents', { query })).body.events, eventColumns);
  },
});
