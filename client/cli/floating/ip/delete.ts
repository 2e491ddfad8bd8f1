import { findFloatingIp } from '../../../sdk/find-network.ts';
import { defineCommand } from '../../command.ts';
import { eachOf } from '../../each-of.ts';

export default defineCommand({
  args: { addresses: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'floating ip delete 203.0.113.7',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.addresses, (text) => findFloatingIp(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deleteFloatingIp', { path: { id } }));
    return undefined;
  },
});
