import { findProject } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { enabledOf, enableOptions, requireChange } from '../switches.ts';

export default defineCommand({
  args: { project: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    description: { type: 'string', help: 'what it is for' },
    ...enableOptions,
  },
  output: 'none',
  example: 'project set shop --disable',
  async run({ cloud: open, args, options }) {
    const project = requireChange({
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...enabledOf(options),
    });
    const cloud = await open();
    const { id } = await findProject(cloud, args.project);
    await cloud.identity.call('updateProject', { path: { id }, body: { project } });
    return undefined;
  },
});
