import { findSet } from '../../sdk/find-set.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { instanceColumns } from './set-columns.ts';

export default defineCommand({
  args: { set: { help: 'name or id' } },
  output: 'list',
  example: 'set instances web',
  run: async ({ cloud: open, args }) => list((await findSet(await open(), args.set)).instances, instanceColumns),
});
