import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Collected = ReplyBody<Operation<'image', 'collectGarbage'>>;

const columns = [
  column<Collected>('dry_run', 'Dry run', (collected) => collected.dry_run),
  column<Collected>('layers', 'Layers', ({ layers }) => layers),
  column<Collected>('blobs', 'Blobs', ({ blobs }) => blobs),
  column<Collected>('bytes', 'Bytes', ({ bytes }) => bytes),
];

export default defineCommand({
  options: {
    dryRun: { type: 'bool', help: 'only tell what would go' },
    now: { type: 'bool', help: 'also what lost its last image a moment ago' },
  },
  output: 'record',
  example: 'image prune --dry-run',
  async run({ cloud: open, options: { dryRun, now } }) {
    const cloud = await open();
    const body = { dry_run: dryRun, ...(now ? { delay_s: 0 } : {}) };
    return record((await cloud.image.call('collectGarbage', { body })).body, columns);
  },
});
