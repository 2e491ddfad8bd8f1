import type { Role } from '../../sdk/find.ts';
import { column, list } from '../columns.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  output: 'list',
  example: 'role list',
  async run({ cloud: open }) {
    const cloud = await open();
    const { roles } = (await cloud.identity.call('listRoles')).body;
    return list(roles, [
      column<Role>('id', 'ID', ({ id }) => id),
      column<Role>('name', 'Name', ({ name }) => name),
      column<Role>('description', 'Description', ({ description }) => description),
    ]);
  },
});
