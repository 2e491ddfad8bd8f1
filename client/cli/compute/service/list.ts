import type { Operation, ReplyBody } from '../../../../openapi/contracts.ts';
import { column, list, longColumn } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

type Service = ReplyBody<Operation<'compute', 'listComputeServices'>>['services'][number];

const serviceColumns = [
  column<Service>('id', 'ID', ({ id }) => id),
  column<Service>('binary', 'Binary', ({ binary }) => binary),
  column<Service>('host', 'Host', ({ host }) => host),
  column<Service>('zone', 'Zone', ({ zone }) => zone),
  column<Service>('status', 'Status', ({ status }) => status),
  column<Service>('state', 'State', ({ state }) => state),
  column<Service>('updated_at', 'Updated', (service) => service.updated_at),
  longColumn<Service>('disabled_reason', 'Disabled because', (service) => service.disabled_reason),
];

export default defineCommand({
  options: {
    host: { type: 'string', help: 'of this host only' },
    service: { type: 'string', help: 'of this binary only, as nova-compute' },
  },
  output: 'list',
  example: 'compute service list --service nova-compute',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = { ...(options.host === undefined ? {} : { host: options.host }), ...(options.service === undefined ? {} : { binary: options.service }) };
    return list((await cloud.compute.call('listComputeServices', { query })).body.services, serviceColumns);
  },
});
