import { list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { registeredLimitColumns } from './columns.ts';

export default defineCommand({
  output: 'list',
  example: 'registered limit list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.identity.call('listRegisteredLimits')).body.registered_limits, registeredLimitColumns);
  },
});
