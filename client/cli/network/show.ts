import { findNetwork } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { networkColumns } from './network-columns.ts';

export default defineCommand({
  args: { network: { help: 'name or id' } },
  output: 'record',
  example: 'network show demo',
  async run({ cloud, args }) {
    return record(await findNetwork(await cloud(), args.network), networkColumns);
  },
});
