import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { projectColumns } from './project-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    description: { type: 'string', help: 'what it is for' },
    disable: { type: 'bool', help: 'nobody may use it yet' },
  },
  output: 'record',
  example: 'project create shop --description "the web shop"',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const project = { name: args.name, enabled: !options.disable, ...(options.description === undefined ? {} : { description: options.description }) };
    return record((await cloud.identity.call('createProject', { body: { project } })).body.project, projectColumns);
  },
});
