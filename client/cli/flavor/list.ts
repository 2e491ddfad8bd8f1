import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { flavorColumns } from './flavor-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'flavor list --sort-column memory_mib',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.compute.call('listFlavorsDetail', { query: {} })).body.flavors, flavorColumns);
  },
});
