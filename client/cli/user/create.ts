import { findProject } from '../../sdk/find.ts';
import { findDomain } from '../../sdk/find-identity.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { passwordOptions, readPassword } from './password.ts';
import { userColumns } from './user-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    ...passwordOptions,
    email: { type: 'string', help: 'where to write to' },
    description: { type: 'string', help: 'who it is' },
    domain: { type: 'string', help: 'where it belongs; default is the domain of your token' },
    project: { type: 'string', help: 'the default project; the role in it is given with role add' },
    disable: { type: 'bool', help: 'the user may not come in yet' },
  },
  output: 'record',
  example: 'user create anna --password-prompt --project shop',
  async run({ cloud: open, args, options, io }) {
    const password = await readPassword(options, io);
    const cloud = await open();
    const project = options.project === undefined ? undefined : await findProject(cloud, options.project);
    const user = {
      name: args.name,
      enabled: !options.disable,
      ...(password === undefined ? {} : { password }),
      ...(options.email === undefined ? {} : { email: options.email }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.domain === undefined ? {} : { domain_id: (await findDomain(cloud, options.domain)).id }),
      ...(project === undefined ? {} : { default_project_id: project.id }),
    };
    return record((await cloud.identity.call('createUser', { body: { user } })).body.user, userColumns);
  },
});
