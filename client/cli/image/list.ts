import { listAllImages } from '../../sdk/pages.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { imageColumns } from './image-columns.ts';

export default defineCommand({
  options: {
    name: { type: 'string', help: 'only this name' },
    visibility: { type: 'string', help: 'only this visibility', oneOf: ['public', 'private', 'shared', 'community'] },
    limit: { type: 'int', min: 1, help: 'at most so many' },
  },
  output: 'list',
  example: 'image list --visibility public',
  async run({ cloud, options, signal }) {
    return list(await listAllImages(await cloud(), { ...options, signal }), imageColumns);
  },
});
