import { findServer } from '../../sdk/find.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { portColumns } from './port-columns.ts';

export default defineCommand({
  options: { server: { type: 'string', help: 'only the ports of this server' } },
  output: 'list',
  example: 'port list --server web',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = options.server === undefined ? {} : { device_id: [(await findServer(cloud, options.server)).id] };
    return list((await cloud.network.call('listPorts', { query })).body.ports, portColumns);
  },
});
