import { findFlavor, findProject } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { flavor: { help: 'name or id' } },
  options: {
    property: { type: 'pairs', help: 'an extra spec; may be repeated' },
    project: { type: 'string', help: 'a project that may use it from now on; of flavors that are not public' },
    description: { type: 'string', help: 'a description' },
  },
  output: 'none',
  example: 'flavor set c2.small --property aggregate_instance_extra_specs:disk=ssd',
  async run({ cloud: open, args, options }) {
    const { property, project, description } = options;
    requireChange({ ...property, ...(project === undefined ? {} : { project }), ...(description === undefined ? {} : { description }) });
    const cloud = await open();
    const { id } = await findFlavor(cloud, args.flavor);
    if (Object.keys(property).length > 0) await cloud.compute.call('createFlavorExtraSpecs', { path: { id }, body: { extra_specs: property } });
    if (project !== undefined) await cloud.compute.call('actOnFlavor', { path: { id }, body: { addTenantAccess: { tenant: (await findProject(cloud, project)).id } } });
    // Descriptions came with 2.55.
    if (description !== undefined) await cloud.compute.call('updateFlavor', { path: { id }, headers: { 'OpenStack-API-Version': 'compute 2.55' }, body: { flavor: { description } } });
    return undefined;
  },
});
