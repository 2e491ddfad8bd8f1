import { findProject } from '../../sdk/find.ts';
import { findDomain } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { projectColumns } from './project-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    description: { type: 'string', help: 'what it is for' },
    domain: { type: 'string', help: 'where it belongs; default is the domain of your token' },
    parent: { type: 'string', help: 'the project below which it lies' },
    tag: { type: 'list', help: 'a word to find it by' },
    disable: { type: 'bool', help: 'nobody may use it yet' },
  },
  output: 'record',
  example: 'project create shop --description "the web shop"',
  async run({ cloud: open, args, options }) {
    const cloud = await open();
    const project = {
      name: args.name,
      enabled: !options.disable,
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id }),
      ...(options.parent === undefined ? {} : { parent_id: (await findProject(cloud, options.parent)).id }),
      ...(options.tag.length === 0 ? {} : { tags: options.tag }),
    };
    return record((await cloud.identity.call('createProject', { body: { project } })).body.project, projectColumns);
  },
});
