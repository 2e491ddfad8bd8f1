import { findRole } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { roleColumns } from './role-columns.ts';

export default defineCommand({
  args: { role: { help: 'name or id' } },
  output: 'record',
  example: 'role show member',
  async run({ cloud: open, args }) {
    return record(await findRole(await open(), args.role), roleColumns);
  },
});
