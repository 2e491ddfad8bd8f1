import type { Operation, ReplyBodyOf } from '../../../../openapi/contracts.ts';
import { column, list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

type AccessRule = ReplyBodyOf<Operation<'identity', 'getAccessRule'>, 200>['access_rule'];

export default defineCommand({
  output: 'list',
  example: 'access rule list',
  async run({ cloud: open }) {
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    const { body } = await cloud.identity.call('listAccessRules', { path: { id: user.id } });
    return list(body.access_rules, [
      column<AccessRule>('id', 'ID', ({ id }) => id),
      column<AccessRule>('service', 'Service', ({ service }) => service),
      column<AccessRule>('method', 'Method', ({ method }) => method),
      column<AccessRule>('path', 'Path', ({ path }) => path),
    ]);
  },
});
