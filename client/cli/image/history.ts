import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { findImage } from '../../sdk/find.ts';
import { column, list } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Task = ReplyBody<Operation<'image', 'listImageTasks'>>['tasks'][number];

const taskColumns = [
  column<Task>('created_at', 'Begun', (task) => task.created_at),
  column<Task>('method', 'Method', ({ input }) => (input as { import_req?: { method?: { name?: string } } }).import_req?.method?.name ?? null),
  column<Task>('status', 'Status', ({ status }) => status),
  column<Task>('phase', 'Phase', ({ phase }) => phase),
  column<Task>('bytes_done', 'Bytes', (task) => task.bytes_done),
  column<Task>('bytes_total', 'Of', (task) => task.bytes_total),
  column<Task>('message', 'Why it failed', ({ message }) => message),
];

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
