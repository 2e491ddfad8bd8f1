import { defineCommand } from '../command.ts';
import { actOnServers } from './act.ts';

export default defineCommand({
  args: { servers: { help: 'names or ids', many: true } },
  options: { state: { type: 'string', help: 'what is to be shown until the host reports again', oneOf: ['active', 'error'], default: 'error' } },
  output: 'none',
  example: 'server reset-state web --state active',
  async run({ args, options, cloud, ...context }) {
    const state = options.state === 'active' ? 'active' : 'error';
    await actOnServers({ cloud: await cloud(), options: { wait: false, timeout: 0 }, ...context }, args.servers, { 'os-resetState': { state } }, 'ACTIVE');
    return undefined;
  },
});
