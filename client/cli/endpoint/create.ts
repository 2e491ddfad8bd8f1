import { findService } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { endpointColumns } from './endpoint-columns.ts';
import { isSide, sides } from './sides.ts';

export default defineCommand({
  args: { service: { help: 'name, type or id' }, interface: { help: sides.join(', ') }, url: { help: 'the address; may hold $(project_id)s' } },
  options: {
    region: { type: 'string', help: 'the region in which it is' },
    disable: { type: 'bool', help: 'leave it out of the catalog for now' },
  },
  output: 'record',
  example: 'endpoint create swift public https://swift.example/v1 --region RegionOne',
  async run({ cloud: open, args, options }) {
    if (!isSide(args.interface)) throw new UsageError(`The interface ${args.interface} is none of ${sides.join(', ')}.`);
    const cloud = await open();
    const { id } = await findService(cloud, args.service);
    const region = options.region === undefined ? {} : { region_id: options.region };
    const endpoint = { service_id: id, interface: args.interface, url: args.url, enabled: !options.disable, ...region };
    return record((await cloud.identity.call('createEndpoint', { body: { endpoint } })).body.endpoint, endpointColumns);
  },
});
