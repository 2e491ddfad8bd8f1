import { findFlavor } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { flavors: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'flavor delete c2.small',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const flavors = await eachOf(args.flavors, (name) => findFlavor(cloud, name));
    await eachOf(flavors, ({ id }) => cloud.compute.call('deleteFlavor', { path: { id } }));
    return undefined;
  },
});
