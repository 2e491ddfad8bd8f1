import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { domainColumns } from './domain-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'domain list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.identity.call('listDomains')).body.domains, domainColumns);
  },
});
