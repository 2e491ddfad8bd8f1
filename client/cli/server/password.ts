import { findServer } from '../../sdk/find.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';

interface Set {
  user: string;
  password?: string | undefined;
}

/** The password comes from SAMPAN_SERVER_PASSWORD, or is made and shown: one in a command line can be read by others. */
export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: { user: { type: 'string', short: 'u', help: 'whose; the first user (root) otherwise' } },
  output: 'record',
  example: 'server password web',
  async run({ cloud: open, args, options, io }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const given = io.env['SAMPAN_SERVER_PASSWORD'];
    const body = { ...(given ? { password: given } : {}), ...(options.user === undefined ? {} : { user: options.user }) };
    const set = (await cloud.sampan.call('setPassword', { path: { id }, body })).body;
    return record(set, [column<Set>('user', 'User', ({ user }) => user), column<Set>('password', 'Password', ({ password }) => password ?? '(as given)')]);
  },
});
