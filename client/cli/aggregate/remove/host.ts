import { findAggregate } from '../../../sdk/find-compute.ts';
import { defineCommand } from '../../command.ts';

export default defineCommand({
  args: { aggregate: { help: 'name or id' }, host: { help: 'the name of the host' } },
  output: 'none',
  example: 'aggregate remove host racks host-1',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const id = String((await findAggregate(cloud, args.aggregate)).id);
    await cloud.compute.call('actOnAggregate', { path: { id }, body: { remove_host: { host: args.host } } });
    return undefined;
  },
});
