import { findAggregate } from '../../sdk/find-compute.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { aggregateColumns } from './aggregate-columns.ts';

export default defineCommand({
  args: { aggregate: { help: 'name or id' } },
  output: 'record',
  example: 'aggregate show racks',
  async run({ cloud, args }) {
    return record(await findAggregate(await cloud(), args.aggregate), aggregateColumns);
  },
});
