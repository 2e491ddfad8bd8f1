import type { Operation, ReplyBodyOf } from '../../../../openapi/contracts.ts';
import { pickByText } from '../../../sdk/find.ts';
import type { Cloud } from '../../../sdk/open-cloud.ts';
import { column, longColumn } from '../../columns.ts';

export type RegisteredLimit = ReplyBodyOf<Operation<'identity', 'getRegisteredLimit'>, 200>['registered_limit'];

export const registeredLimitColumns = [
  column<RegisteredLimit>('id', 'ID', ({ id }) => id),
  column<RegisteredLimit>('resource_name', 'Resource', (one) => one.resource_name),
  column<RegisteredLimit>('default_limit', 'Default', (one) => one.default_limit),
  column<RegisteredLimit>('service_id', 'Service ID', (one) => one.service_id),
  longColumn<RegisteredLimit>('region_id', 'Region', (one) => one.region_id),
  longColumn<RegisteredLimit>('description', 'Description', ({ description }) => description),
];

/** A service of the catalog by id, name or type. */
export async function findServiceId(cloud: Cloud, text: string): Promise<string> {
  const { services } = (await cloud.identity.call('listServices')).body;
  const typed = services.filter(({ type }) => type === text);
  return typed.length === 1 && typed[0] ? typed[0].id : pickByText('service', text, services.map(({ id, name }) => ({ id, name: name ?? null }))).id;
}
