import { findProject, findUser } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { enabledOf, enableOptions, requireChange } from '../switches.ts';
import { passwordOptions, readPassword } from './password.ts';

export default defineCommand({
  args: { user: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    ...passwordOptions,
    email: { type: 'string', help: 'where to write to' },
    description: { type: 'string', help: 'who it is' },
    project: { type: 'string', help: 'the default project' },
    ...enableOptions,
  },
  output: 'none',
  example: 'user set anna --email anna@example.org',
  async run({ cloud: open, args, options, io }) {
    const password = await readPassword(options, io);
    const plain = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(password === undefined ? {} : { password }),
      ...(options.email === undefined ? {} : { email: options.email }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...enabledOf(options),
    };
    if (options.project === undefined) requireChange(plain);
    const cloud = await open();
    const { id } = await findUser(cloud, args.user);
    const user = options.project === undefined ? plain : { ...plain, default_project_id: (await findProject(cloud, options.project)).id };
    await cloud.identity.call('updateUser', { path: { id }, body: { user } });
    return undefined;
  },
});
