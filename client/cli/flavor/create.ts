import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { flavorColumns } from './flavor-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    vcpus: { type: 'int', min: 1, default: 1, help: 'processors' },
    memory: { type: 'int', value: 'mib', min: 1, help: 'memory in MiB', required: true },
    disk: { type: 'int', value: 'gib', min: 0, default: 1, help: 'root disk in GiB' },
    id: { type: 'string', help: 'an id of your choice; default is a new one' },
  },
  output: 'record',
  example: 'flavor create c2.small --vcpus 2 --memory 1024 --disk 10',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const flavor = { name: args.name, vcpus: options.vcpus, ram: options.memory, disk: options.disk, ...(options.id === undefined ? {} : { id: options.id }) };
    return record((await cloud.compute.call('createFlavor', { body: { flavor } })).body.flavor, flavorColumns);
  },
});
