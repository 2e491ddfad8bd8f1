import { findPort } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { portColumns } from './port-columns.ts';

export default defineCommand({
  args: { port: { help: 'name or id' } },
  output: 'record',
  example: 'port show 3f2a',
  async run({ cloud, args }) {
    return record(await findPort(await cloud(), args.port), portColumns);
  },
});
