import { findNetwork, findPort } from '../../../sdk/find-network.ts';
import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { floatingIpColumns } from './floating-ip-columns.ts';

export default defineCommand({
  args: { network: { help: 'the external network, by name or id' } },
  options: { port: { type: 'string', help: 'what it is to stand for' }, address: { type: 'string', help: 'a certain address (any without it)' } },
  output: 'record',
  example: 'floating ip create wan --port door',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const floatingip = {
      floating_network_id: (await findNetwork(cloud, args.network)).id,
      ...(options.port === undefined ? {} : { port_id: (await findPort(cloud, options.port)).id }),
      ...(options.address === undefined ? {} : { floating_ip_address: options.address }),
    };
    const { body } = await cloud.network.call('createFloatingIps', { body: { floatingip } });
    return record({ ...body.floatingip, id: body.floatingip?.id ?? '' }, floatingIpColumns);
  },
});
