import { list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { floatingIpColumns } from './floating-ip-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'floating ip list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.network.call('listFloatingIps')).body.floatingips, floatingIpColumns);
  },
});
