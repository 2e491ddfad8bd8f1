import { findFlavor } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { flavorRecordColumns } from './flavor-columns.ts';

export default defineCommand({
  args: { flavor: { help: 'name or id' } },
  output: 'record',
  example: 'flavor show m1.small',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const flavor = await findFlavor(cloud, args.flavor);
    const { extra_specs: specs } = (await cloud.compute.call('listFlavorExtraSpecs', { path: { id: flavor.id } })).body;
    return record({ ...flavor, extra_specs: specs }, flavorRecordColumns);
  },
});
