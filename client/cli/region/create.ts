import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { regionColumns } from './region-columns.ts';

export default defineCommand({
  args: { id: { help: 'the id, which is also its name' } },
  options: {
    description: { type: 'string', help: 'where it is' },
    parent: { type: 'string', help: 'the region above it' },
  },
  output: 'record',
  example: 'region create RegionTwo',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const region = {
      id: args.id,
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.parent === undefined ? {} : { parent_region_id: options.parent }),
    };
    return record((await cloud.identity.call('createRegion', { body: { region } })).body.region, regionColumns);
  },
});
