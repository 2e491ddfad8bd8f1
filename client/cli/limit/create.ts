import { Fault } from '../../../openapi/serve/fault.ts';
import { findProject } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { findServiceId } from '../registered/limit/columns.ts';
import { limitColumns } from './columns.ts';

export default defineCommand({
  args: { resource: { help: 'the name of a resource that has a registered limit' } },
  options: {
    service: { type: 'string', required: true, help: 'name, type or id' },
    project: { type: 'string', required: true, help: 'name or id' },
    resourceLimit: { type: 'int', required: true, min: -1, help: 'what the project gets; -1 is no limit' },
    region: { type: 'string', help: 'the region of the registered limit' },
    description: { type: 'string', help: 'why it differs' },
  },
  output: 'record',
  example: 'limit create volumes --service compute --project shop --resource-limit 40',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const [serviceId, project] = await Promise.all([findServiceId(cloud, options.service), findProject(cloud, options.project)]);
    const limit = {
      service_id: serviceId,
      project_id: project.id,
      resource_name: args.resource,
      resource_limit: Number(options.resourceLimit),
      ...(options.region !== undefined && { region_id: options.region }),
      ...(options.description !== undefined && { description: options.description }),
    };
    const { body } = await cloud.identity.call('createLimits', { body: { limits: [limit] } });
    const [made] = body.limits;
    if (!made) throw new Fault('bad-gateway', 'The identity service answered without the limit that it was to make.');
    return record(made, limitColumns);
  },
});
