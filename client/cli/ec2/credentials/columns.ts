import type { Operation, ReplyBodyOf } from '../../../../openapi/contracts.ts';
import { column } from '../../columns.ts';

export type Ec2Credential = ReplyBodyOf<Operation<'identity', 'getEc2Credential'>, 200>['credential'];

export const ec2Columns = [
  column<Ec2Credential>('access', 'Access', ({ access }) => access),
  column<Ec2Credential>('secret', 'Secret', ({ secret }) => secret),
  column<Ec2Credential>('project_id', 'Project ID', (one) => one.tenant_id),
  column<Ec2Credential>('user_id', 'User ID', (one) => one.user_id),
];
