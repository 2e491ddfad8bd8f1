import { findImage } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { images: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'image deactivate busybox',
  async run({ args, cloud: open }) {
    const cloud = await open();
    const images = await eachOf(args.images, (name) => findImage(cloud, name));
    await eachOf(images, ({ id }) => cloud.image.call('deactivateImage', { path: { id } }));
    return undefined;
  },
});
