import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { aggregateColumns } from './aggregate-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'aggregate list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.compute.call('listAggregates')).body.aggregates, aggregateColumns);
  },
});
