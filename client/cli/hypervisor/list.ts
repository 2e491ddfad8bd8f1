import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { hypervisorColumns } from './hypervisor-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'hypervisor list --long',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.compute.call('listHypervisorsDetail')).body.hypervisors, hypervisorColumns);
  },
});
