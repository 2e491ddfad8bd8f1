import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { aggregateColumns } from './aggregate-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    zone: { type: 'string', help: 'makes an availability zone of its hosts' },
    property: { type: 'pairs', help: 'what flavors may ask for; may be repeated' },
  },
  output: 'record',
  example: 'aggregate create racks --zone east',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const wanted = { name: args.name, ...(options.zone === undefined ? {} : { availability_zone: options.zone }) };
    const id = String((await cloud.compute.call('createAggregate', { body: { aggregate: wanted } })).body.aggregate.id);
    if (Object.keys(options.property).length > 0) await cloud.compute.call('actOnAggregate', { path: { id }, body: { set_metadata: { metadata: options.property } } });
    return record((await cloud.compute.call('getAggregate', { path: { id } })).body.aggregate, aggregateColumns);
  },
});
