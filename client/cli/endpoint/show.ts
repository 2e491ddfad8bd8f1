import { findEndpoint } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { endpointColumns } from './endpoint-columns.ts';

export default defineCommand({
  args: { endpoint: { help: 'id' } },
  output: 'record',
  example: 'endpoint show 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c',
  async run({ cloud, args }) {
    return record(await findEndpoint(await cloud(), args.endpoint), endpointColumns);
  },
});
