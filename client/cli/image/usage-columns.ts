import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { column } from '../columns.ts';

type Usage = ReplyBody<Operation<'image', 'getUsage'>>;

export const usageColumns = [
  column<Usage>('project_id', 'Project', (usage) => usage.project_id),
  column<Usage>('used_bytes', 'Used bytes', (usage) => usage.used_bytes),
  column<Usage>('reserved_bytes', 'Reserved bytes', (usage) => usage.reserved_bytes),
  column<Usage>('limit_bytes', 'Limit bytes', (usage) => usage.limit_bytes),
  column<Usage>('images', 'Images', ({ images }) => images),
  column<Usage>('uploads', 'Uploads', ({ uploads }) => uploads),
];
