import type { Auth } from '../../sdk/session.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';

const tokenColumns = [
  column<Auth>('expires', 'Expires', ({ body }) => body.expires_at),
  column<Auth>('id', 'ID', ({ token }) => token),
  column<Auth>('project_id', 'Project ID', ({ body }) => body.project?.id),
  column<Auth>('project_name', 'Project', ({ body }) => body.project?.name),
  column<Auth>('user_id', 'User ID', ({ body }) => body.user.id),
  column<Auth>('user_name', 'User', ({ body }) => body.user.name),
  column<Auth>('roles', 'Roles', ({ body }) => (body.roles ?? []).map(({ name }) => name)),
];

export default defineCommand({
  output: 'record',
  example: 'token issue -f value -c id',
  async run({ cloud: open }) {
    const cloud = await open();
    return record(await cloud.auth(), tokenColumns);
  },
});
