import { findPort } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { ports: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'port delete door',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.ports, (text) => findPort(cloud, text));
    await eachOf(found, ({ id }) => cloud.network.call('deletePort', { path: { id } }));
    return undefined;
  },
});
