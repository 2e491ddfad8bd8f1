import { findImage } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { wholeImageColumns } from './image-columns.ts';

export default defineCommand({
  args: { image: { help: 'name or id' } },
  output: 'record',
  example: 'image show busybox',
  async run({ cloud, args }) {
    return record(await findImage(await cloud(), args.image), wholeImageColumns);
  },
});
