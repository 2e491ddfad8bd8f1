import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { networkColumns } from './network-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    description: { type: 'string', help: 'what it is for' },
    mtu: { type: 'int', min: 576, help: 'bytes of a packet' },
    share: { type: 'bool', help: 'let every project use it (admins)' },
    external: { type: 'bool', help: 'it leads out: routers may have their gateway on it (admins)' },
    type: { type: 'string', oneOf: ['vxlan', 'vlan', 'flat'], help: 'how it is carried between hosts (admins)' },
    physicalNetwork: { type: 'string', value: 'name', help: 'of vlan and flat: the uplink by the name that hosts give to it (admins)' },
    segment: { type: 'int', min: 1, help: 'the VLAN, or the VNI (admins)' },
  },
  output: 'record',
  example: 'network create front',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const network = {
      name: args.name,
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.mtu === undefined ? {} : { mtu: options.mtu }),
      ...(options.share ? { shared: true } : {}),
      ...(options.external ? { 'router:external': true } : {}),
      ...(options.type === undefined ? {} : { 'provider:network_type': options.type as 'vxlan' | 'vlan' | 'flat' }),
      ...(options.physicalNetwork === undefined ? {} : { 'provider:physical_network': options.physicalNetwork }),
      ...(options.segment === undefined ? {} : { 'provider:segmentation_id': options.segment }),
    };
    const { body } = await cloud.network.call('createNetworks', { body: { network } });
    return record({ ...body.network, id: body.network?.id ?? '' }, networkColumns);
  },
});
