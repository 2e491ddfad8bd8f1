import { findDomain } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { domainColumns } from './domain-columns.ts';

export default defineCommand({
  args: { domain: { help: 'name or id' } },
  output: 'record',
  example: 'domain show acme',
  async run({ cloud, args }) {
    return record(await findDomain(await cloud(), args.domain), domainColumns);
  },
});
