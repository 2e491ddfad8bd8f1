import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { findServer } from '../../sdk/find.ts';
import { column, list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

type Found = ReplyBody<Operation<'sampan', 'syncServerStatus'>> & { name: string };

export default defineCommand({
  args: { servers: { help: 'names or ids', many: true } },
  options: { repair: { type: 'bool', help: 'bring what differs back to what is wanted' } },
  output: 'list',
  example: 'server sync-status web --repair',
  async run({ args, options, cloud: open }) {
    const cloud = await open();
    const servers = await eachOf(args.servers, (name) => findServer(cloud, name));
    const found = await eachOf(servers, async ({ id, name }) => ({ ...(await cloud.sampan.call('syncServerStatus', { path: { id }, body: { repair: options.repair } })).body, name }));
    return list(found, [
      column<Found>('name', 'Name', (one) => one.name),
      column<Found>('status', 'Found', (one) => one.status),
      column<Found>('observed_generation', 'Generation', (one) => one.observed_generation),
      column<Found>('reason', 'Reason', (one) => one.reason ?? one.fault?.message ?? null),
    ]);
  },
});
