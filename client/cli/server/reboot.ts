import { defineCommand } from '../command.ts';
import { actOnServers } from './act.ts';
import { waitOptions } from './wait-options.ts';

export default defineCommand({
  args: { servers: { help: 'names or ids', many: true } },
  options: { hard: { type: 'bool', help: 'do not wait for the guest to stop by itself' }, ...waitOptions },
  output: 'none',
  example: 'server reboot web --wait',
  async run({ args, cloud, ...context }) {
    const type = context.options.hard ? 'HARD' : 'SOFT';
    await actOnServers({ cloud: await cloud(), ...context }, args.servers, { reboot: { type } }, 'ACTIVE');
    return undefined;
  },
});
