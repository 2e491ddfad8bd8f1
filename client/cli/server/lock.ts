import { defineCommand } from '../command.ts';
import { actOnServers } from './act.ts';

export default defineCommand({
  args: { servers: { help: 'names or ids', many: true } },
  options: { reason: { type: 'string', help: 'why; shown with the server' } },
  output: 'none',
  example: 'server lock web --reason audit',
  async run({ args, options, cloud, ...context }) {
    const lock = options.reason === undefined ? null : { locked_reason: options.reason };
    await actOnServers({ cloud: await cloud(), options: { wait: false, timeout: 0 }, ...context }, args.servers, { lock }, 'ACTIVE');
    return undefined;
  },
});
