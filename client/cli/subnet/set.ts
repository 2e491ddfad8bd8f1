import { findSubnet } from '../../sdk/find-network.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { subnet: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    gateway: { type: 'string', value: 'address', help: '`none` for none' },
    dns: { type: 'list', value: 'address', help: 'the resolvers, instead of those there are; may be repeated' },
    dhcp: { type: 'bool', help: 'give addresses by DHCP' },
    noDhcp: { type: 'bool', help: 'no DHCP' },
  },
  output: 'none',
  example: 'subnet set front-4 --dns 9.9.9.9',
  async run({ cloud: open, args, options }) {
    if (options.dhcp && options.noDhcp) throw new UsageError('--dhcp and --no-dhcp exclude each other.');
    const subnet = requireChange({
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.gateway === undefined ? {} : { gateway_ip: options.gateway === 'none' ? null : options.gateway }),
      ...(options.dns.length === 0 ? {} : { dns_nameservers: options.dns }),
      ...(options.dhcp || options.noDhcp ? { enable_dhcp: options.dhcp } : {}),
    });
    const cloud = await open();
    const { id } = await findSubnet(cloud, args.subnet);
    await cloud.network.call('updateSubnet', { path: { id }, body: { subnet } });
    return undefined;
  },
});
