import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { limitColumns } from './columns.ts';

export default defineCommand({
  args: { limit: { help: 'id' } },
  output: 'record',
  example: 'limit show 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud: open, args }) {
    const cloud = await open();
    return record((await cloud.identity.call('getLimit', { path: { id: args.limit } })).body.limit, limitColumns);
  },
});
