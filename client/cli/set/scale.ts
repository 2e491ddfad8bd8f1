import { findSet } from '../../sdk/find-set.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { waitOptions } from '../server/wait-options.ts';
import { setColumns } from './set-columns.ts';
import { untilReady } from './until-ready.ts';

export default defineCommand({
  args: { set: { help: 'name or id' }, replicas: { help: 'how many instances there are to be' } },
  options: waitOptions,
  output: 'record',
  example: 'set scale web 5 --wait',
  async run({ cloud: open, args, options, signal, progress }) {
    const replicas = Number(args.replicas);
    if (!/^\d+$/.test(args.replicas)) throw new UsageError(`How many instances is a whole number, and not ${args.replicas}.`);
    const cloud = await open();
    const { id } = await findSet(cloud, args.set);
    const { body } = await cloud.sampan.call('scaleSet', { path: { id }, body: { replicas } });
    return record(await untilReady(body, { cloud, options, signal, progress }), setColumns);
  },
});
