import { findServer } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { wholeServerColumns } from './server-columns.ts';
import { readWholeServer } from './whole-server.ts';

export default defineCommand({
  args: { server: { help: 'name or id' } },
  output: 'record',
  example: 'server show web -f json',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const server = await findServer(cloud, args.server);
    return record(await readWholeServer(cloud, server.id, server), wholeServerColumns);
  },
});
