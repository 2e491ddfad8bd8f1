import { findImage } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { image: { help: 'name or id' }, tags: { help: 'the tags', many: true } },
  output: 'none',
  example: 'image tag busybox stable',
  async run({ args, cloud: open }) {
    const cloud = await open();
    const { id } = await findImage(cloud, args.image);
    await eachOf(args.tags, (tag) => cloud.image.call('addImageTag', { path: { id, tag } }));
    return undefined;
  },
});
