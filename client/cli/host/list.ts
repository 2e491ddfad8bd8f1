import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { hostColumns } from './host-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'host list -c name -c state -c claimed',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.sampan.call('listHosts')).body.hosts, hostColumns);
  },
});
