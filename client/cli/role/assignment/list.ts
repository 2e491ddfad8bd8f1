import { findProject, findRole, findUser } from '../../../sdk/find.ts';
import { column, list, longColumn } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

interface Named {
  id: string;
  name?: string;
}

interface Assignment {
  role: Named;
  user?: Named;
  group?: Named;
  scope: { project?: Named; domain?: Named; system?: object };
}

const scopeText = ({ scope }: Assignment): string | null => scope.project?.name ?? scope.domain?.name ?? (scope.system ? 'system' : null);

const assignmentColumns = [
  column<Assignment>('role', 'Role', ({ role }) => role.name ?? role.id),
  column<Assignment>('user', 'User', ({ user }) => user?.name ?? user?.id),
  column<Assignment>('scope', 'Project', scopeText),
  longColumn<Assignment>('role_id', 'Role ID', ({ role }) => role.id),
  longColumn<Assignment>('user_id', 'User ID', ({ user }) => user?.id),
  longColumn<Assignment>('project_id', 'Project ID', ({ scope }) => scope.project?.id),
];

export default defineCommand({
  options: {
    user: { type: 'string', help: 'only of this user' },
    project: { type: 'string', help: 'only in this project' },
    role: { type: 'string', help: 'only this role' },
  },
  output: 'list',
  example: 'role assignment list --project shop',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = {
      include_names: 'true',
      ...(options.user === undefined ? {} : { 'user.id': (await findUser(cloud, options.user)).id }),
      ...(options.project === undefined ? {} : { 'scope.project.id': (await findProject(cloud, options.project)).id }),
      ...(options.role === undefined ? {} : { 'role.id': (await findRole(cloud, options.role)).id }),
    };
    const { body } = await cloud.identity.call('listRoleAssignments', { query });
    return list(body.role_assignments as unknown as Assignment[], assignmentColumns);
  },
});
