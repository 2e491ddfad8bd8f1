import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { serviceColumns } from './service-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'service list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.identity.call('listServices')).body.services, serviceColumns);
  },
});
