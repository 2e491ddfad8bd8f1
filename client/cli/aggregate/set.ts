import { findAggregate } from '../../sdk/find-compute.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { aggregate: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'a new name' },
    zone: { type: 'string', help: 'another zone; its hosts must have no servers' },
    property: { type: 'pairs', help: 'what flavors may ask for; may be repeated' },
  },
  output: 'none',
  example: 'aggregate set racks --property disk=ssd',
  async run({ cloud: open, args, options }) {
    const change = { ...(options.name === undefined ? {} : { name: options.name }), ...(options.zone === undefined ? {} : { availability_zone: options.zone }) };
    requireChange({ ...change, ...options.property });
    const cloud = await open();
    const id = String((await findAggregate(cloud, args.aggregate)).id);
    if (Object.keys(change).length > 0) await cloud.compute.call('updateAggregate', { path: { id }, body: { aggregate: change } });
    if (Object.keys(options.property).length > 0) await cloud.compute.call('actOnAggregate', { path: { id }, body: { set_metadata: { metadata: options.property } } });
    return undefined;
  },
});
