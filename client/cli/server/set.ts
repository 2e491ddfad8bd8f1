import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: { name: { type: 'string', help: 'the new name' }, description: { type: 'string', help: 'the new description' } },
  output: 'none',
  example: 'server set web --name shop',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const server = { ...(options.name === undefined ? {} : { name: options.name }), ...(options.description === undefined ? {} : { description: options.description }) };
    // Nova has descriptions since then.
    const described = options.description === undefined ? {} : { 'X-OpenStack-Nova-API-Version': '2.19' };
    await cloud.compute.call('updateServer', { path: { id }, body: { server }, headers: described });
    return undefined;
  },
});
