import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { serviceColumns } from './service-columns.ts';

export default defineCommand({
  args: { type: { help: 'what it is, as object-store' } },
  options: {
    name: { type: 'string', help: 'the name' },
    description: { type: 'string', help: 'what it is for' },
    disable: { type: 'bool', help: 'leave it out of the catalog for now' },
  },
  output: 'record',
  example: 'service create object-store --name swift',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const service = {
      type: args.type,
      enabled: !options.disable,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.description === undefined ? {} : { description: options.description }),
    };
    return record((await cloud.identity.call('createService', { body: { service } })).body.service, serviceColumns);
  },
});
