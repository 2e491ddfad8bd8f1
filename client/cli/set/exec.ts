import { findSet, pickInstance } from '../../sdk/find-set.ts';
import { defineCommand } from '../command.ts';
import { insideOptions, runInside } from '../server/run-inside.ts';

export default defineCommand({
  args: { set: { help: 'name or id' }, container: { help: 'name of the container' }, command: { help: 'the program and its arguments, behind --', many: true } },
  options: { instance: { type: 'int', min: 1, value: 'number', help: 'of which instance; the first one that runs unless given' }, ...insideOptions },
  output: 'none',
  example: 'set exec web app -- wget -qO- localhost:9000',
  async run({ cloud: open, args, options, io, signal }) {
    const cloud = await open();
    const server = pickInstance(await findSet(cloud, args.set), options.instance);
    await runInside({ cloud, server, command: args.command, member: args.container, options, io, signal });
    return undefined;
  },
});
