import { defineCommand } from '../command.ts';
import { actOnServers } from './act.ts';
import { waitOptions } from './wait-options.ts';

export default defineCommand({
  args: { servers: { help: 'names or ids', many: true } },
  options: waitOptions,
  output: 'none',
  example: 'server resize revert web --wait',
  async run({ args, cloud, ...context }) {
    await actOnServers({ cloud: await cloud(), ...context }, args.servers, { revertResize: null }, 'ACTIVE');
    return undefined;
  },
});
