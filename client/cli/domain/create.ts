import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { domainColumns } from './domain-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    description: { type: 'string', help: 'whose it is' },
    disable: { type: 'bool', help: 'nobody may use it yet' },
  },
  output: 'record',
  example: 'domain create acme',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const domain = { name: args.name, enabled: !options.disable, ...(options.description === undefined ? {} : { description: options.description }) };
    return record((await cloud.identity.call('createDomain', { body: { domain } })).body.domain, domainColumns);
  },
});
