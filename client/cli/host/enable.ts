import { findHost } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { hosts: { help: 'names or ids', many: true } },
  output: 'none',
  example: 'host enable node1',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const hosts = await eachOf(args.hosts, (name) => findHost(cloud, name));
    await eachOf(hosts, ({ id }) => cloud.sampan.call('updateHost', { path: { id }, body: { enabled: true } }));
    return undefined;
  },
});
