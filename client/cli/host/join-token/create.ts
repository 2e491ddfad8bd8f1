import type { Operation, ReplyBody } from '../../../../openapi/contracts.ts';
import { column, record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

type JoinToken = ReplyBody<Operation<'sampan', 'createJoinToken'>>;

export default defineCommand({
  options: { expiresIn: { type: 'int', value: 'seconds', min: 60, default: 3600, help: 'how long it may be used' } },
  output: 'record',
  example: 'host join-token create -f value -c join_token',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const { body } = await cloud.sampan.call('createJoinToken', { body: { expires_in: options.expiresIn } });
    return record(body, [
      column<JoinToken>('join_token', 'Join token', (token) => token.join_token),
      column<JoinToken>('expires_at', 'Expires', (token) => token.expires_at),
    ]);
  },
});
