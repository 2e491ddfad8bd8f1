import { findAggregate } from '../../sdk/find-compute.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  args: { aggregate: { help: 'name or id' }, properties: { help: 'the keys', many: true } },
  output: 'none',
  example: 'aggregate unset racks disk',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const id = String((await findAggregate(cloud, args.aggregate)).id);
    const metadata = Object.fromEntries(args.properties.map((key) => [key, null]));
    await cloud.compute.call('actOnAggregate', { path: { id }, body: { set_metadata: { metadata } } });
    return undefined;
  },
});
