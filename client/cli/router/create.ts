import { findNetwork } from '../../sdk/find-network.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { routerColumns } from './router-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: { gateway: { type: 'string', value: 'network', help: 'the external network that it leads to' } },
  output: 'record',
  example: 'router create edge --gateway wan',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const gateway = options.gateway === undefined ? {} : { external_gateway_info: { network_id: (await findNetwork(cloud, options.gateway)).id } };
    const { body } = await cloud.network.call('createRouters', { body: { router: { name: args.name, ...gateway } } });
    return record({ ...body.router, id: body.router?.id ?? '' }, routerColumns);
  },
});
