import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { networkColumns } from './network-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'network list --long',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.network.call('listNetworks')).body.networks, networkColumns);
  },
});
