import { findAggregate } from '../../sdk/find-compute.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { aggregates: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'aggregate delete racks',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const aggregates = await eachOf(args.aggregates, (name) => findAggregate(cloud, name));
    await eachOf(aggregates, ({ id }) => cloud.compute.call('deleteAggregate', { path: { id: String(id) } }));
    return undefined;
  },
});
