import { followEvents } from '../../../openapi/call/sse.ts';
import type { Event } from '../../sdk/wait-for-server.ts';
import { defineCommand } from '../command.ts';
import { cellText } from '../render.ts';
import { eventOptions, eventQuery } from './filters.ts';

/** One line an event, as it happens; a cut connection is opened again where it ended. */
export default defineCommand({
  options: {
    ...eventOptions,
    count: { type: 'int', min: 1, help: 'end after so many' },
    json: { type: 'bool', help: 'one JSON object a line' },
  },
  output: 'none',
  example: 'event follow --server web',
  async run({ cloud: open, options, io, signal }) {
    const cloud = await open();
    const query = await eventQuery(cloud, options);
    const stop = new AbortController();
    const events = followEvents({
      signal: AbortSignal.any([signal, stop.signal]),
      open: async (lastEventId, openSignal) => {
        const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
        return (await cloud.sampan.stream('streamEvents', { query, headers, signal: openSignal })).body;
      },
    });
    let seen = 0;
    for await (const { data } of events) {
      io.stdout.write(options.json ? `${data}\n` : `${eventLine(JSON.parse(data) as Event)}\n`);
      seen += 1;
      if (seen < (options.count ?? Infinity)) continue;
      stop.abort();
      break;
    }
    return undefined;
  },
});

const eventLine = ({ at, id, type, server_id: server, host_id: host, data }: Event): string =>
  [at, id, type, server ?? host ?? '', cellText(data)].filter((part) => part !== '').join('  ');
