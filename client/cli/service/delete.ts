import { findService } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { services: { help: 'names, types or ids', many: true } },
  output: 'none',
  example: 'service delete swift',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await eachOf(args.services, (text) => findService(cloud, text));
    await eachOf(found, ({ id }) => cloud.identity.call('deleteService', { path: { id } }));
    return undefined;
  },
});
