import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { findServer } from '../../sdk/find.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Stats = ReplyBody<Operation<'sampan', 'getStats'>>;

const statsColumns = [
  column<Stats>('uptime_s', 'Up (s)', ({ uptime_s: seconds }) => Math.round(seconds)),
  column<Stats>('cpus', 'CPUs', ({ cpu }) => cpu.count),
  column<Stats>('cpu_time_s', 'CPU time (s)', ({ cpu }) => Math.round(cpu.time_ns / 1e6) / 1e3),
  column<Stats>('memory_used_bytes', 'Memory used', ({ memory }) => memory.used_bytes),
  column<Stats>('memory_limit_bytes', 'Memory limit', ({ memory }) => memory.limit_bytes),
  column<Stats>('processes', 'Processes', ({ processes }) => processes ?? null),
  column<Stats>('disk_read_bytes', 'Disk read', ({ disk }) => disk.read_bytes),
  column<Stats>('disk_written_bytes', 'Disk written', ({ disk }) => disk.written_bytes),
  column<Stats>('network', 'Network', ({ network }) => Object.fromEntries(network.map(({ name, rx_bytes: received, tx_bytes: sent }) => [name, { rx_bytes: received, tx_bytes: sent }]))),
];

export default defineCommand({
  args: { server: { help: 'name or id' } },
  output: 'record',
  example: 'server stats web -f json',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    return record((await cloud.sampan.call('getStats', { path: { id } })).body, statsColumns);
  },
});
