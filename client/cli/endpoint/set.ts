import { findEndpoint } from '../../sdk/find-identity.ts';
import { defineCommand } from '../command.ts';
import { enabledOf, enableOptions, requireChange } from '../switches.ts';

export default defineCommand({
  args: { endpoint: { help: 'id' } },
  options: {
    url: { type: 'string', help: 'the new address' },
    region: { type: 'string', help: 'the region in which it is' },
    ...enableOptions,
  },
  output: 'none',
  example: 'endpoint set 0f6a4c1d --url https://images.example/image',
  async run({ cloud: open, args, options }) {
    const endpoint = requireChange({
      ...(options.url === undefined ? {} : { url: options.url }),
      ...(options.region === undefined ? {} : { region_id: options.region }),
      ...enabledOf(options),
    });
    const cloud = await open();
    const { id } = await findEndpoint(cloud, args.endpoint);
    await cloud.identity.call('updateEndpoint', { path: { id }, body: { endpoint } });
    return undefined;
  },
});
