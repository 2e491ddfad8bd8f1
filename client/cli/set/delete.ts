import { findSet } from '../../sdk/find-set.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { sets: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'set delete web',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const sets = await eachOf(args.sets, (name) => findSet(cloud, name));
    await eachOf(sets, ({ id }) => cloud.sampan.call('deleteSet', { path: { id } }));
    return undefined;
  },
});
