import { findRegion } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { regions: { help: 'ids', many: true } },
  output: 'none',
  example: 'region delete RegionTwo',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.regions, (text) => findRegion(cloud, text));
    await eachOf(found, ({ id }) => cloud.identity.call('deleteRegion', { path: { id } }));
    return undefined;
  },
});
