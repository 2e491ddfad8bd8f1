import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { column, list } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Verb = ReplyBody<Operation<'sampan', 'listServerVerbs'>>['actions'][number];

export default defineCommand({
  output: 'list',
  example: 'server verbs -c verb -c states',
  async run({ cloud: open }) {
    const cloud = await open();
    const { actions } = (await cloud.sampan.call('listServerVerbs', {})).body;
    return list(actions, [
      column<Verb>('verb', 'Verb', (one) => one.verb),
      column<Verb>('summary', 'Summary', (one) => one.summary),
      column<Verb>('states', 'States', (one) => one.states),
      column<Verb>('kinds', 'Kinds', (one) => one.kinds),
      column<Verb>('role', 'Role', (one) => one.role),
    ]);
  },
});
