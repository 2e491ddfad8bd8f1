import { findRegion } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { regionColumns } from './region-columns.ts';

export default defineCommand({
  args: { region: { help: 'id' } },
  output: 'record',
  example: 'region show RegionTwo',
  async run({ cloud, args }) {
    return record(await findRegion(await cloud(), args.region), regionColumns);
  },
});
