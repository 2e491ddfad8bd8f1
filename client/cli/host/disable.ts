import { findHost } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { hosts: { help: 'names or ids', many: true } },
  options: { reason: { type: 'string', help: 'why, for those who look' } },
  output: 'none',
  example: 'host disable node1 --reason "new disk"',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const hosts = await eachOf(args.hosts, (name) => findHost(cloud, name));
    const body = { enabled: false, ...(options.reason === undefined ? {} : { disabled_reason: options.reason }) };
    await eachOf(hosts, ({ id }) => cloud.sampan.call('updateHost', { path: { id }, body }));
    return undefined;
  },
});
