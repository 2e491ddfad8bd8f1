import type { Operation, ReplyBodyOf } from '../../../../openapi/contracts.ts';
import type { Cloud } from '../../../sdk/open-cloud.ts';
import { pickByText } from '../../../sdk/find.ts';
import { column, longColumn } from '../../columns.ts';

export type ApplicationCredential = ReplyBodyOf<Operation<'identity', 'getApplicationCredential'>, 200>['application_credential'];

export const applicationCredentialColumns = [
  column<ApplicationCredential>('id', 'ID', ({ id }) => id),
  column<ApplicationCredential>('name', 'Name', ({ name }) => name),
  column<ApplicationCredential>('project_id', 'Project ID', (one) => one.project_id),
  column<ApplicationCredential>('roles', 'Roles', ({ roles }) => roles.map(({ name }) => name)),
  column<ApplicationCredential>('expires_at', 'Expires', (one) => one.expires_at),
  longColumn<ApplicationCredential>('unrestricted', 'Unrestricted', ({ unrestricted }) => unrestricted),
  longColumn<ApplicationCredential>('access_rules', 'Access rules', (one) => (one.access_rules ?? []).map(({ service, method, path }) => `${service} ${method} ${path}`)),
  longColumn<ApplicationCredential>('description', 'Description', ({ description }) => description),
];

/** One of the caller's own, by name, id or beginning of an id. */
export async function findOwnCredential(cloud: Cloud, userId: string, text: string): Promise<ApplicationCredential> {
  const { body } = await cloud.identity.call('listApplicationCredentials', { path: { id: userId } });
  return pickByText('application credential', text, body.application_credentials);
}
