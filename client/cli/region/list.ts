import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { regionColumns } from './region-columns.ts';

export default defineCommand({
  options: {
    parent: { type: 'string', help: 'only those right below this region' },
  },
  output: 'list',
  example: 'region list',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = options.parent === undefined ? {} : { parent_region_id: options.parent };
    return list((await cloud.identity.call('listRegions', { query })).body.regions, regionColumns);
  },
});
