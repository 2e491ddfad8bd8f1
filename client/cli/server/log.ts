import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: {
    tail: { type: 'int', short: 'n', min: 0, help: 'the last so many lines' },
    since: { type: 'string', value: 'time', help: 'nothing older (RFC 3339)' },
    follow: { type: 'bool', short: 'f', help: 'go on with what comes' },
    timestamps: { type: 'bool', help: 'each line with its time' },
    container: { type: 'string', help: 'of an instance of a set; its first one unless given' },
    deleted: { type: 'bool', help: 'of a deleted server, by its id' },
  },
  output: 'none',
  example: 'server log web --tail 20 --follow',
  async run({ cloud: open, args, options, io, signal }) {
    const cloud = await open();
    const id = options.deleted && uuid.test(args.server) ? args.server : (await findServer(cloud, args.server)).id;
    const { tail, since, follow, timestamps, container } = options;
    const query = { ...(container === undefined ? {} : { member: container }), ...(tail === undefined ? {} : { tail }), ...(since === undefined ? {} : { since }), ...(follow ? { follow } : {}), ...(timestamps ? { timestamps } : {}) };
    const { body } = await cloud.sampan.stream('readLog', { path: { id }, query, signal });
    for await (const chunk of body) io.stdout.write(chunk as Buffer);
    return undefined;
  },
});
