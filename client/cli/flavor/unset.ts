import { findFlavor, findProject } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { flavor: { help: 'name or id' } },
  options: {
    property: { type: 'list', value: 'key', help: 'an extra spec to take away; may be repeated' },
    project: { type: 'string', help: 'a project that may use it no longer' },
  },
  output: 'none',
  example: 'flavor unset c2.small --property aggregate_instance_extra_specs:disk',
  async run({ cloud: open, args, options }) {
    const { property, project } = options;
    requireChange({ ...Object.fromEntries(property.map((key) => [key, true])), ...(project === undefined ? {} : { project }) });
    const cloud = await open();
    const { id } = await findFlavor(cloud, args.flavor);
    await eachOf(property, (key) => cloud.compute.call('deleteFlavorExtraSpec', { path: { id, key } }));
    if (project !== undefined) await cloud.compute.call('actOnFlavor', { path: { id }, body: { removeTenantAccess: { tenant: (await findProject(cloud, project)).id } } });
    return undefined;
  },
});
