import { findProject } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { enabledOf, enableOptions, requireChange } from '../switches.ts';

export default defineCommand({
  args: { project: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    description: { type: 'string', help: 'what it is for' },
    tag: { type: 'list', help: 'one more word to find it by' },
    removeTag: { type: 'list', help: 'a word to find it by no more' },
    ...enableOptions,
  },
  output: 'none',
  example: 'project set shop --tag web --disable',
  async run({ cloud: open, args, options }) {
    const plain = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...enabledOf(options),
    };
    const hasTags = options.tag.length + options.removeTag.length > 0;
    if (!hasTags) requireChange(plain);
    const cloud = await open();
    const { id, tags } = await findProject(cloud, args.project);
    const project = hasTags ? { ...plain, tags: [...new Set([...tags, ...options.tag])].filter((tag) => !options.removeTag.includes(tag)) } : plain;
    await cloud.identity.call('updateProject', { path: { id }, body: { project } });
    return undefined;
  },
});
