import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { findImage } from '../../sdk/find.ts';
import { column, list } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Task = ReplyBody<Operation<'image', 'listImageTasks'>>['tasks'][number];

const taskColumns = [
  column<Task>('created_at', 'Begun', (task) => task.created_at),
  column<Task>('method', 'Method', ({ input }) => methodOf(input)),
  column<Task>('status', 'Status', ({ status }) => status),
  column<Task>('phase', 'Phase', ({ phase }) => phase),
  column<Task>('bytes_done', 'Bytes', (task) => task.bytes_done),
  column<Task>('bytes_total', 'Of', (task) => task.bytes_total),
  column<Task>('message', 'Why it failed', ({ message }) => message),
];

/** Imports and exports each have their own key. */
function methodOf(input: Task['input']): string | null {
  const { import_req: imported, export_req: exported } = input as Record<'import_req' | 'export_req', { method?: { name?: string } } | undefined>;
  return (imported ?? exported)?.method?.name ?? null;
}

export default defineCommand({
  args: { image: { help: 'name or id' } },
  output: 'list',
  example: 'image history busybox',
  async run({ args, cloud: open }) {
    const cloud = await open();
    const { id } = await findImage(cloud, args.image);
    return list((await cloud.image.call('listImageTasks', { path: { id } })).body.tasks, taskColumns);
  },
});
