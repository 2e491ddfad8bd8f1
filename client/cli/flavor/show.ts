import { findFlavor } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { flavorColumns } from './flavor-columns.ts';

export default defineCommand({
  args: { flavor: { help: 'name or id' } },
  output: 'record',
  example: 'flavor show m1.small',
  async run({ cloud, args }) {
    return record(await findFlavor(await cloud(), args.flavor), flavorColumns);
  },
});
