import type { Operation, ReplyBodyOf } from '../../../openapi/contracts.ts';
import { column, longColumn } from '../columns.ts';

export type Limit = ReplyBodyOf<Operation<'identity', 'getLimit'>, 200>['limit'];

export const limitColumns = [
  column<Limit>('id', 'ID', ({ id }) => id),
  column<Limit>('resource_name', 'Resource', (one) => one.resource_name),
  column<Limit>('resource_limit', 'Limit', (one) => one.resource_limit),
  column<Limit>('project_id', 'Project ID', (one) => one.project_id),
  longColumn<Limit>('domain_id', 'Domain ID', (one) => one.domain_id),
  longColumn<Limit>('service_id', 'Service ID', (one) => one.service_id),
  longColumn<Limit>('region_id', 'Region', (one) => one.region_id),
  longColumn<Limit>('description', 'Description', ({ description }) => description),
];
