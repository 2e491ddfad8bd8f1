import { findNetwork } from '../../sdk/find-network.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { pairOf } from './pair-of.ts';
import { subnetColumns } from './subnet-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    network: { type: 'string', help: 'name or id', required: true },
    cidr: { type: 'string', help: 'its addresses, for example 10.0.0.0/24', required: true },
    gateway: { type: 'string', value: 'address', help: '`none` for none; default is the first address' },
    pool: { type: 'list', value: 'first-last', help: 'addresses that are given out; may be repeated' },
    dns: { type: 'list', value: 'address', help: 'a resolver; may be repeated' },
    route: { type: 'list', value: 'cidr-nexthop', help: 'a route that servers get; may be repeated' },
    noDhcp: { type: 'bool', help: 'no DHCP' },
    ipv6Mode: { type: 'string', oneOf: ['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless'], help: 'how guests get their IPv6 addresses' },
  },
  output: 'record',
  example: 'subnet create front-4 --network front --cidr 10.20.0.0/24',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const mode = options.ipv6Mode as 'slaac' | 'dhcpv6-stateful' | 'dhcpv6-stateless' | undefined;
    const subnet = {
      name: args.name,
      network_id: (await findNetwork(cloud, options.network)).id,
      cidr: options.cidr,
      ip_version: options.cidr.includes(':') ? (6 as const) : (4 as const),
      ...(options.gateway === undefined ? {} : { gateway_ip: options.gateway === 'none' ? null : options.gateway }),
      ...(options.pool.length === 0 ? {} : { allocation_pools: options.pool.map((text) => pairOf(text, 'pool')).map(([start, end]) => ({ start, end })) }),
      ...(options.dns.length === 0 ? {} : { dns_nameservers: options.dns }),
      ...(options.route.length === 0 ? {} : { host_routes: options.route.map((text) => pairOf(text, 'route')).map(([destination, nexthop]) => ({ destination, nexthop })) }),
      ...(options.noDhcp ? { enable_dhcp: false } : {}),
      ...(mode === undefined ? {} : { ipv6_ra_mode: mode, ipv6_address_mode: mode }),
    };
    const { body } = await cloud.network.call('createSubnets', { body: { subnet } });
    return record({ ...body.subnet, id: body.subnet?.id ?? '' }, subnetColumns);
  },
});
