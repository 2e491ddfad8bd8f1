import { findDomain } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { enabledOf, enableOptions, requireChange } from '../switches.ts';

export default defineCommand({
  args: { domain: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    description: { type: 'string', help: 'whose it is' },
    ...enableOptions,
  },
  output: 'none',
  example: 'domain set acme --disable',
  async run({ cloud: open, args, options }) {
    const domain = requireChange({
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...enabledOf(options),
    });
    const cloud = await open();
    const { id } = await findDomain(cloud, args.domain);
    await cloud.identity.call('updateDomain', { path: { id }, body: { domain } });
    return undefined;
  },
});
