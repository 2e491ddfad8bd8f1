import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { subnetColumns } from './subnet-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'subnet list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.network.call('listSubnets')).body.subnets, subnetColumns);
  },
});
