import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { column, list, longColumn } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Subnet = ReplyBody<Operation<'network', 'listSubnets'>>['subnets'][number];

const subnetColumns = [
  column<Subnet>('id', 'ID', ({ id }) => id),
  column<Subnet>('name', 'Name', ({ name }) => name),
  column<Subnet>('network_id', 'Network ID', (subnet) => subnet.network_id),
  column<Subnet>('cidr', 'CIDR', ({ cidr }) => cidr),
  column<Subnet>('gateway_ip', 'Gateway', (subnet) => subnet.gateway_ip),
  longColumn<Subnet>('allocation_pools', 'Pools', (subnet) => subnet.allocation_pools),
  longColumn<Subnet>('dns_nameservers', 'Name servers', (subnet) => subnet.dns_nameservers),
  longColumn<Subnet>('project_id', 'Project ID', (subnet) => subnet.project_id),
];

export default defineCommand({
  output: 'list',
  example: 'subnet list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.network.call('listSubnets')).body.subnets, subnetColumns);
  },
});
