import { list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { ec2Columns } from './columns.ts';

export default defineCommand({
  output: 'list',
  example: 'ec2 credentials list',
  async run({ cloud: open }) {
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    return list((await cloud.identity.call('listEc2Credentials', { path: { id: user.id } })).body.credentials, ec2Columns);
  },
});
