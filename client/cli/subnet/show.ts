import { findSubnet } from '../../sdk/find-network.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { subnetColumns } from './subnet-columns.ts';

export default defineCommand({
  args: { subnet: { help: 'name or id' } },
  output: 'record',
  example: 'subnet show front-4',
  async run({ cloud, args }) {
    return record(await findSubnet(await cloud(), args.subnet), subnetColumns);
  },
});
