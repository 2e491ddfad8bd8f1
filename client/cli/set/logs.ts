import { findSet, pickInstance } from '../../sdk/find-set.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  args: { set: { help: 'name or id' }, container: { help: 'name of the container' } },
  options: {
    instance: { type: 'int', min: 1, value: 'number', help: 'of which instance; the first one that runs unless given' },
    tail: { type: 'int', short: 'n', min: 0, help: 'the last so many lines' },
    follow: { type: 'bool', short: 'f', help: 'go on with what comes' },
  },
  output: 'none',
  example: 'set logs web app --tail 20 --follow',
  async run({ cloud: open, args, options, io, signal }) {
    const cloud = await open();
    const { id } = pickInstance(await findSet(cloud, args.set), options.instance);
    const { tail, follow } = options;
    const query = { member: args.container, ...(tail === undefined ? {} : { tail }), ...(follow ? { follow } : {}) };
    const { body } = await cloud.sampan.stream('readLog', { path: { id }, query, signal });
    for await (const chunk of body) io.stdout.write(chunk as Buffer);
    return undefined;
  },
});
