import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { flavorRecordColumns } from './flavor-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    vcpus: { type: 'int', min: 1, default: 1, help: 'processors' },
    memory: { type: 'int', value: 'mib', min: 1, help: 'memory in MiB', required: true },
    disk: { type: 'int', value: 'gib', min: 0, default: 1, help: 'root disk in GiB' },
    swap: { type: 'int', value: 'mib', min: 0, help: 'swap in MiB' },
    ephemeral: { type: 'int', value: 'gib', min: 0, help: 'a second disk in GiB' },
    private: { type: 'bool', help: 'for projects that are given access alone; see flavor set --project' },
    property: { type: 'pairs', help: 'an extra spec; may be repeated' },
    id: { type: 'string', help: 'an id of your choice; default is a new one' },
  },
  output: 'record',
  example: 'flavor create c2.small --vcpus 2 --memory 1024 --disk 10',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const wanted = {
      name: args.name, vcpus: options.vcpus, ram: options.memory, disk: options.disk, 'os-flavor-access:is_public': !options.private,
      ...(options.id === undefined ? {} : { id: options.id }),
      ...(options.swap === undefined ? {} : { swap: options.swap }),
      ...(options.ephemeral === undefined ? {} : { 'OS-FLV-EXT-DATA:ephemeral': options.ephemeral }),
    };
    const { flavor } = (await cloud.compute.call('createFlavor', { body: { flavor: wanted } })).body;
    if (Object.keys(options.property).length > 0) await cloud.compute.call('createFlavorExtraSpecs', { path: { id: flavor.id }, body: { extra_specs: options.property } });
    return record({ ...flavor, extra_specs: options.property }, flavorRecordColumns);
  },
});
