import { findService } from '../../sdk/find-identity.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { endpointColumns } from './endpoint-columns.ts';
import { sides } from './sides.ts';

export default defineCommand({
  options: {
    service: { type: 'string', help: 'only of this service' },
    region: { type: 'string', help: 'only in this region' },
    interface: { type: 'string', oneOf: sides, help: 'only these' },
  },
  output: 'list',
  example: 'endpoint list --service image',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = {
      ...(options.service === undefined ? {} : { service_id: (await findService(cloud, options.service)).id }),
      ...(options.region === undefined ? {} : { region_id: options.region }),
      ...(options.interface === undefined ? {} : { interface: options.interface }),
    };
    return list((await cloud.identity.call('listEndpoints', { query })).body.endpoints, endpointColumns);
  },
});
