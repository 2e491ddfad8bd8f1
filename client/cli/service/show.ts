import { findService } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { serviceColumns } from './service-columns.ts';

export default defineCommand({
  args: { service: { help: 'name, type or id' } },
  output: 'record',
  example: 'service show swift',
  async run({ cloud, args }) {
    return record(await findService(await cloud(), args.service), serviceColumns);
  },
});
