import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { findServer } from '../../sdk/find.ts';
import { column, list, longColumn } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Action = ReplyBody<Operation<'sampan', 'listActions'>>['actions'][number];

const phasesOf = ({ phases }: Action): Record<string, number> => Object.fromEntries(phases.map(({ name, duration_ms: ms }) => [name, ms]));

const actionColumns = [
  column<Action>('action', 'Action', ({ action }) => action),
  column<Action>('result', 'Result', ({ result }) => result),
  column<Action>('started_at', 'Started', ({ started_at: at }) => at),
  column<Action>('duration_ms', 'ms', ({ duration_ms: ms }) => ms),
  column<Action>('phases', 'Phases (ms)', phasesOf),
  column<Action>('fault', 'Fault', ({ fault }) => fault?.message ?? null),
  column<Action>('request_id', 'Request ID', ({ request_id: id }) => id),
  longColumn<Action>('finished_at', 'Finished', ({ finished_at: at }) => at),
  longColumn<Action>('generation', 'Generation', ({ generation }) => generation),
  longColumn<Action>('user_id', 'User ID', ({ user_id: id }) => id),
];

export default defineCommand({
  args: { server: { help: 'name or id' } },
  output: 'list',
  example: 'server actions web -c action -c phases',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const { actions } = (await cloud.sampan.call('listActions', { path: { id } })).body;
    return list(actions, actionColumns);
  },
});
