import { findNetwork, findRouter } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { router: { help: 'name or id' } },
  options: { name: { type: 'string', help: 'the new name' }, gateway: { type: 'string', value: 'network', help: 'the external network that it leads to; `none` for none' } },
  output: 'none',
  example: 'router set edge --gateway wan',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const router = requireChange({
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.gateway === undefined ? {} : { external_gateway_info: options.gateway === 'none' ? {} : { network_id: (await findNetwork(cloud, options.gateway)).id } }),
    });
    const { id } = await findRouter(cloud, args.router);
    await cloud.network.call('updateRouter', { path: { id }, body: { router } });
    return undefined;
  },
});
