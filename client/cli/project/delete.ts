import { findProject } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { projects: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'project delete shop',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const projects = await eachOf(args.projects, (name) => findProject(cloud, name));
    await eachOf(projects, ({ id }) => cloud.identity.call('deleteProject', { path: { id } }));
    return undefined;
  },
});
