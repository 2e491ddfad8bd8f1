import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { routerColumns } from './router-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'router list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.network.call('listRouters')).body.routers, routerColumns);
  },
});
