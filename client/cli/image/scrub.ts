import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Scrub = ReplyBody<Operation<'image', 'getScrub'>>;

const columns = [
  column<Scrub>('due_blobs', 'Blobs to read', (state) => state.due_blobs),
  column<Scrub>('due_bytes', 'Bytes to read', (state) => state.due_bytes),
  column<Scrub>('damaged', 'Damaged', ({ damaged }) => damaged.map(({ digest }) => digest)),
];

export default defineCommand({
  options: { dryRun: { type: 'bool', help: 'begin nothing: show how far it is, and what was found damaged' } },
  output: 'record',
  example: 'image scrub --dry-run',
  async run({ cloud: open, options: { dryRun } }) {
    const cloud = await open();
    return record((await cloud.image.call('scrubBlobs', { body: { dry_run: dryRun } })).body, columns);
  },
});
