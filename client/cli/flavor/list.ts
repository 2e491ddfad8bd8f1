import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { flavorColumns } from './flavor-columns.ts';

export default defineCommand({
  options: { all: { type: 'bool', help: 'those too that are not public (admins)' } },
  output: 'list',
  example: 'flavor list --sort-column memory_mib',
  async run({ cloud: open, options }) {
    const cloud = await open();
    return list((await cloud.compute.call('listFlavorsDetail', { query: options.all ? { is_public: 'None' } : {} })).body.flavors, flavorColumns);
  },
});
