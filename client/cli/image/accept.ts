import { Fault } from '../../../openapi/serve/fault.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { images: { help: 'ids, as their owner told them', many: true } },
  options: { reject: { type: 'bool', help: 'take them out of the list again' } },
  output: 'none',
  example: 'image accept 2f3ef595-205c-4809-9f92-f21901021038',
  async run({ args, options, cloud: open }) {
    const cloud = await open();
    const member = (await cloud.auth()).body.project?.id;
    if (member === undefined) throw new Fault('bad-request', 'Your token is not of a project, and only projects accept images: choose one with --os-project-name.');
    await eachOf(args.images, (id) => cloud.image.call('updateImageMember', { path: { id, member }, body: { status: options.reject ? 'rejected' : 'accepted' } }));
    return undefined;
  },
});
