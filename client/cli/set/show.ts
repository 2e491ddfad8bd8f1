import { findSet } from '../../sdk/find-set.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { wholeSetColumns } from './set-columns.ts';

export default defineCommand({
  args: { set: { help: 'name or id' } },
  output: 'record',
  example: 'set show web',
  run: async ({ cloud: open, args }) => record(await findSet(await open(), args.set), wholeSetColumns),
});
