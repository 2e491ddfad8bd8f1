import type { Operation, ReplyBodyOf } from '../../../openapi/contracts.ts';
import { column, longColumn } from '../columns.ts';

export type Credential = ReplyBodyOf<Operation<'identity', 'getCredential'>, 200>['credential'];

export const credentialColumns = [
  column<Credential>('id', 'ID', ({ id }) => id),
  column<Credential>('type', 'Type', ({ type }) => type),
  column<Credential>('user_id', 'User ID', (one) => one.user_id),
  column<Credential>('project_id', 'Project ID', (one) => one.project_id),
  longColumn<Credential>('blob', 'Data', ({ blob }) => blob),
];
