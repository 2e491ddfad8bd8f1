import { findImage } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { projectId } from './project-id.ts';

export default defineCommand({
  args: { image: { help: 'name or id' }, projects: { help: 'ids of projects, or names that you may look up', many: true } },
  output: 'none',
  example: 'image share busybox demo',
  async run({ args, cloud: open }) {
    const cloud = await open();
    const { id } = await findImage(cloud, args.image);
    await eachOf(args.projects, async (project) => cloud.image.call('addImageMember', { path: { id }, body: { member: await projectId(cloud, project) } }));
    return undefined;
  },
});
