import { findNetwork, findSecurityGroup } from '../../sdk/find-network.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { portColumns } from './port-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    network: { type: 'string', help: 'name or id', required: true },
    address: { type: 'list', help: 'an address that it is to have; may be repeated. Default is any' },
    mac: { type: 'string', value: 'address', help: 'its MAC' },
    securityGroup: { type: 'list', value: 'group', help: 'name or id; may be repeated. Default is the default group' },
    noSecurity: { type: 'bool', help: 'no groups, and no guard against false addresses' },
    allow: { type: 'list', value: 'address', help: 'an address, or a CIDR, that it may send from as well; may be repeated' },
  },
  output: 'record',
  example: 'port create door --network front --address 10.20.0.5',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const groups = await eachOf(options.securityGroup, (text) => findSecurityGroup(cloud, text));
    const port = {
      name: args.name,
      network_id: (await findNetwork(cloud, options.network)).id,
      ...(options.address.length === 0 ? {} : { fixed_ips: options.address.map((address) => ({ ip_address: address })) }),
      ...(options.mac === undefined ? {} : { mac_address: options.mac }),
      ...(groups.length === 0 ? {} : { security_groups: groups.map(({ id }) => id) }),
      ...(options.noSecurity ? { port_security_enabled: false, security_groups: [] } : {}),
      ...(options.allow.length === 0 ? {} : { allowed_address_pairs: options.allow.map((address) => ({ ip_address: address })) }),
    };
    const { body } = await cloud.network.call('createPorts', { body: { port } });
    return record({ ...body.port, id: body.port?.id ?? '' }, portColumns);
  },
});
