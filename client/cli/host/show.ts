import { findHost } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { hostColumns } from './host-columns.ts';

export default defineCommand({
  args: { host: { help: 'name or id' } },
  output: 'record',
  example: 'host show node1',
  async run({ cloud, args }) {
    return record(await findHost(await cloud(), args.host), hostColumns);
  },
});
