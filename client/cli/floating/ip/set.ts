import { findFloatingIp, findPort } from '../../../sdk/find-network.ts';
import { defineCommand } from '../../command.ts';

export default defineCommand({
  args: { address: { help: 'the address, or its id' } },
  options: { port: { type: 'string', help: 'what it is to stand for; `none` for nothing', required: true } },
  output: 'none',
  example: 'floating ip set 203.0.113.7 --port door',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const { id } = await findFloatingIp(cloud, args.address);
    const portId = options.port === 'none' ? null : (await findPort(cloud, options.port)).id;
    await cloud.network.call('updateFloatingIp', { path: { id }, body: { floatingip: { port_id: portId } } });
    return undefined;
  },
});
