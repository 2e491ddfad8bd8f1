import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: { name: { type: 'string', help: 'the new name', required: true } },
  output: 'none',
  example: 'server set web --name shop',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    await cloud.compute.call('updateServer', { path: { id }, body: { server: { name: options.name } } });
    return undefined;
  },
});
