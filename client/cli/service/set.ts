import { findService } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { enabledOf, enableOptions, requireChange } from '../switches.ts';

export default defineCommand({
  args: { service: { help: 'name, type or id' } },
  options: {
    type: { type: 'string', help: 'the new type' },
    name: { type: 'string', help: 'the new name' },
    description: { type: 'string', help: 'what it is for' },
    ...enableOptions,
  },
  output: 'none',
  example: 'service set swift --disable',
  async run({ cloud: open, args, options }) {
    const service = requireChange({
      ...(options.type === undefined ? {} : { type: options.type }),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...enabledOf(options),
    });
    const cloud = await open();
    const { id } = await findService(cloud, args.service);
    await cloud.identity.call('updateService', { path: { id }, body: { service } });
    return undefined;
  },
});
