import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { findServer } from '../../sdk/find.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Why = ReplyBody<Operation<'sampan', 'explainServer'>>;

export default defineCommand({
  args: { server: { help: 'name or id' } },
  output: 'record',
  example: 'server why web',
  async run({ args, cloud: open }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const why = (await cloud.sampan.call('explainServer', { path: { id } })).body;
    return record(why, [
      column<Why>('id', 'ID', (one) => one.id),
      column<Why>('status', 'Status', (one) => one.status),
      column<Why>('summary', 'Summary', (one) => one.summary),
      column<Why>('wanted', 'Wanted', (one) => one.wanted),
      column<Why>('observed', 'Observed', (one) => one.observed),
      column<Why>('step', 'Step', (one) => one.step ?? null),
      column<Why>('host', 'Host', (one) => one.host ?? null),
      column<Why>('fault', 'Fault', (one) => one.fault ?? null),
      column<Why>('next', 'Next', (one) => one.next ?? []),
      column<Why>('allowed', 'Allowed', (one) => one.allowed),
    ]);
  },
});
