import type { Operation, ReplyBodyOf } from '../../../../openapi/contracts.ts';
import { findProject, findRole, findUser } from '../../../sdk/find.ts';
import { findDomain, findGroup } from '../../../sdk/find-identity.ts';
import { column, list, longColumn } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

type Assignment = ReplyBodyOf<Operation<'identity', 'listRoleAssignments'>, 200>['role_assignments'][number];

interface Named {
  id: string;
  name?: string;
}

const nameOf = (one: Named | undefined): string | undefined => one?.name ?? one?.id;

const assignmentColumns = [
  column<Assignment>('role', 'Role', ({ role }) => nameOf(role)),
  column<Assignment>('user', 'User', ({ user }) => nameOf(user)),
  column<Assignment>('group', 'Group', ({ group }) => nameOf(group)),
  column<Assignment>('scope', 'Project', ({ scope }) => nameOf(scope.project) ?? (scope.system ? 'system' : undefined)),
  column<Assignment>('domain', 'Domain', ({ scope }) => nameOf(scope.domain)),
  column<Assignment>('inherited', 'Inherited', ({ scope }) => scope['OS-INHERIT:inherited_to'] !== undefined),
  longColumn<Assignment>('role_id', 'Role ID', ({ role }) => role.id),
  longColumn<Assignment>('user_id', 'User ID', ({ user }) => user?.id),
  longColumn<Assignment>('group_id', 'Group ID', ({ group }) => group?.id),
  longColumn<Assignment>('project_id', 'Project ID', ({ scope }) => scope.project?.id),
  longColumn<Assignment>('domain_id', 'Domain ID', ({ scope }) => scope.domain?.id),
];

export default defineCommand({
  options: {
    user: { type: 'string', help: 'only of this user' },
    group: { type: 'string', help: 'only of this group' },
    project: { type: 'string', help: 'only in this project' },
    domain: { type: 'string', help: 'only in this domain' },
    system: { type: 'bool', help: 'only in the whole system' },
    role: { type: 'string', help: 'only this role' },
    effective: { type: 'bool', help: 'as they work out: members for groups, projects for inheritance, implied roles too' },
    inherited: { type: 'bool', help: 'only those for the projects below' },
  },
  output: 'list',
  example: 'role assignment list --project shop --effective',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const query = {
      include_names: 'true',
      ...(options.user === undefined ? {} : { 'user.id': (await findUser(cloud, options.user)).id }),
      ...(options.group === undefined ? {} : { 'group.id': (await findGroup(cloud, options.group)).id }),
      ...(options.project === undefined ? {} : { 'scope.project.id': (await findProject(cloud, options.project)).id }),
      ...(options.domain === undefined ? {} : { 'scope.domain.id': (await findDomain(cloud, options.domain)).id }),
      ...(options.system ? { 'scope.system': 'all' } : {}),
      ...(options.role === undefined ? {} : { 'role.id': (await findRole(cloud, options.role)).id }),
      ...(options.effective ? { effective: 'true' } : {}),
      ...(options.inherited ? { 'scope.OS-INHERIT:inherited_to': 'projects' } : {}),
    };
    return list((await cloud.identity.call('listRoleAssignments', { query })).body.role_assignments, assignmentColumns);
  },
});
