import { findProject } from '../../sdk/find.ts';
import { findDomain } from '../../sdk/find-identity.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { projectColumns } from './project-columns.ts';

export default defineCommand({
  options: {
    mine: { type: 'bool', help: 'only those that you have a role in; for others than admins that is all there is' },
    domain: { type: 'string', help: 'only of this domain' },
    parent: { type: 'string', help: 'only those right below this project' },
    tag: { type: 'list', help: 'only those with this tag' },
  },
  output: 'list',
  example: 'project list --mine',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const isAdmin = (await cloud.auth()).body.roles?.some(({ name }) => name === 'admin') === true;
    if (options.mine || !isAdmin) return list((await cloud.identity.call('listAuthProjects')).body.projects, projectColumns);
    const query = {
      ...(options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id }),
      ...(options.parent === undefined ? {} : { parent_id: (await findProject(cloud, options.parent)).id }),
      ...(options.tag.length === 0 ? {} : { tags: options.tag.join(',') }),
    };
    return list((await cloud.identity.call('listProjects', { query })).body.projects, projectColumns);
  },
});
