import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { userColumns } from './user-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'user list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.identity.call('listUsers')).body.users, userColumns);
  },
});
