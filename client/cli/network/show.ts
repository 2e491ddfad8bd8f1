import { findNetwork } from '../../sdk/find.ts';
import type { Network } from '../../sdk/find.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { networkColumns } from './network-columns.ts';

export default defineCommand({
  args: { network: { help: 'name or id' } },
  output: 'record',
  example: 'network show demo',
  async run({ cloud, args }) {
    const opened = await cloud();
    const network = await findNetwork(opened, args.network);
    const { multicast } = (await opened.sampan.call('getNetworkView', { path: { id: network.id } })).body;
    return record({ ...network, multicast }, [...networkColumns, column<Network & { multicast: boolean }>('multicast', 'Multicast', (shown) => shown.multicast)]);
  },
});
