import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { insideOptions, runInside } from './run-inside.ts';

export default defineCommand({
  args: { server: { help: 'name or id' }, command: { help: 'the program and its arguments, behind --', many: true } },
  options: { ...insideOptions, container: { type: 'string', help: 'of an instance of a set; its first one unless given' } },
  output: 'none',
  example: 'server exec web -t -- /bin/sh',
  async run({ cloud: open, args, options, io, signal }) {
    const cloud = await open();
    const server = await findServer(cloud, args.server);
    await runInside({ cloud, server: { id: server.id, name: args.server }, command: args.command, member: options.container, options, io, signal });
    return undefined;
  },
});
