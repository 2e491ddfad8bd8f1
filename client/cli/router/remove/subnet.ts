import { findRouter, findSubnet } from '../../../sdk/find-network.ts';
import { defineCommand } from '../../command.ts';

export default defineCommand({
  args: { router: { help: 'name or id' }, subnet: { help: 'name or id' } },
  output: 'none',
  example: 'router remove subnet edge front-4',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const [{ id }, subnet] = await Promise.all([findRouter(cloud, args.router), findSubnet(cloud, args.subnet)]);
    await cloud.network.call('removeRouterInterface', { path: { id }, body: { subnet_id: subnet.id } });
    return undefined;
  },
});
