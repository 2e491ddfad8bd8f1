import { findRegion } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { region: { help: 'id' } },
  options: {
    description: { type: 'string', help: 'where it is' },
    parent: { type: 'string', help: 'the region above it' },
  },
  output: 'none',
  example: 'region set RegionTwo --description "the second one"',
  async run({ cloud: open, args, options }) {
    const region = requireChange({
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.parent === undefined ? {} : { parent_region_id: options.parent }),
    });
    const cloud = await open();
    const { id } = await findRegion(cloud, args.region);
    await cloud.identity.call('updateRegion', { path: { id }, body: { region } });
    return undefined;
  },
});
