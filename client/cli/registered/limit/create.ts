import { Fault } from '../../../../openapi/serve/fault.ts';
import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { findServiceId, registeredLimitColumns } from './columns.ts';

export default defineCommand({
  args: { resource: { help: 'the name of the resource' } },
  options: {
    service: { type: 'string', required: true, help: 'name, type or id' },
    defaultLimit: { type: 'int', required: true, min: -1, help: 'what a project gets; -1 is no limit' },
    region: { type: 'string', help: 'only in this region' },
    description: { type: 'string', help: 'what it counts' },
  },
  output: 'record',
  example: 'registered limit create volumes --service compute --default-limit 10',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const limit = {
      service_id: await findServiceId(cloud, options.service),
      resource_name: args.resource,
      default_limit: Number(options.defaultLimit),
      ...(options.region !== undefined && { region_id: options.region }),
      ...(options.description !== undefined && { description: options.description }),
    };
    const { body } = await cloud.identity.call('createRegisteredLimits', { body: { registered_limits: [limit] } });
    const [made] = body.registered_limits;
    if (!made) throw new Fault('bad-gateway', 'The identity service answered without the limit that it was to make.');
    return record(made, registeredLimitColumns);
  },
});
