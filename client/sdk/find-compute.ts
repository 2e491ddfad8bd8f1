import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { find } from './find.ts';
import type { Cloud } from './open-cloud.ts';

export type Keypair = ReplyBody<Operation<'compute', 'listKeypairs'>>['keypairs'][number]['keypair'];
export type ServerGroup = ReplyBody<Operation<'compute', 'getServerGroup'>>['server_group'];
export type Aggregate = ReplyBody<Operation<'compute', 'getAggregate'>>['aggregate'];
export type Hypervisor = ReplyBody<Operation<'compute', 'getHypervisor'>>['hypervisor'];

/** Keypairs go by their names alone. */
export const listAllKeypairs = async (cloud: Cloud): Promise<Keypair[]> => (await cloud.compute.call('listKeypairs')).body.keypairs.map(({ keypair }) => keypair);

export const findServerGroup = (cloud: Cloud, text: string): Promise<ServerGroup> =>
  find('server group', text, { all: async () => (await cloud.compute.call('listServerGroups')).body.server_groups });

/** Ids are numbers, of which a beginning says nothing. */
export async function findAggregate(cloud: Cloud, text: string): Promise<Aggregate> {
  const { aggregates } = (await cloud.compute.call('listAggregates')).body;
  const { whole } = await find('aggregate', text, { all: () => Promise.resolve(aggregates.map((whole) => ({ id: String(whole.id), name: whole.name, whole }))) });
  return whole;
}

export async function findHypervisor(cloud: Cloud, text: string): Promise<Hypervisor> {
  const { hypervisors } = (await cloud.compute.call('listHypervisorsDetail')).body;
  const { whole } = await find('hypervisor', text, { all: () => Promise.resolve(hypervisors.map((whole) => ({ id: String(whole.id), name: whole.hypervisor_hostname, whole }))) });
  return whole;
}
