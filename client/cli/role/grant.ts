import { findProject, findRole, findUser } from '../../sdk/find.ts';
import { findDomain, findGroup } from '../../sdk/find-identity.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { ArgTable, OptionTable } from '../command.ts';
import { UsageError } from '../errors.ts';

export const grantArgs = { role: { help: 'name or id' } } as const satisfies ArgTable;

export const grantOptions = {
  user: { type: 'string', help: 'who; name or id' },
  group: { type: 'string', help: 'all members of this group; name or id' },
  project: { type: 'string', help: 'where; name or id' },
  domain: { type: 'string', help: 'in this domain; name or id' },
  system: { type: 'bool', help: 'in the whole system' },
  inherited: { type: 'bool', help: 'in the projects below the project or domain rather than in it' },
} as const satisfies OptionTable;

export interface GrantChoice {
  user: string | undefined;
  group: string | undefined;
  project: string | undefined;
  domain: string | undefined;
  system: boolean;
  inherited: boolean;
}

/** Gives (or takes) a role; which of the operations that is follows from who and where were named. */
export async function changeGrant(cloud: Cloud, verb: 'grant' | 'revoke', role: string, choice: GrantChoice): Promise<void> {
  const { scope, actor } = readChoice(choice);
  const [{ id: role_id }, id] = [await findRole(cloud, role), await findScope(cloud, choice)];
  if (actor === 'User') {
    const user_id = (await findUser(cloud, choice.user ?? '')).id;
    if (scope === 'System') await cloud.identity.call(`${verb}SystemUserRole`, { path: { user_id, role_id } });
    else await cloud.identity.call(`${verb}${scope}UserRole`, { path: { id, user_id, role_id } });
  } else {
    const group_id = (await findGroup(cloud, choice.group ?? '')).id;
    if (scope === 'System') await cloud.identity.call(`${verb}SystemGroupRole`, { path: { group_id, role_id } });
    else await cloud.identity.call(`${verb}${scope}GroupRole`, { path: { id, group_id, role_id } });
  }
}

type Scope = 'System' | `${'' | 'Inherited'}${'Project' | 'Domain'}`;

function readChoice({ user, group, project, domain, system, inherited }: GrantChoice): { scope: Scope; actor: 'User' | 'Group' } {
  if ((user === undefined) === (group === undefined)) throw new UsageError('Name either --user or --group.');
  if ([project !== undefined, domain !== undefined, system].filter(Boolean).length !== 1) throw new UsageError('Name one of --project, --domain and --system.');
  if (system && inherited) throw new UsageError('Nothing is inherited from the system: leave --inherited out.');
  const actor = user === undefined ? 'Group' : 'User';
  if (system) return { scope: 'System', actor };
  return { scope: `${inherited ? 'Inherited' : ''}${project === undefined ? 'Domain' : 'Project'}`, actor };
}

async function findScope(cloud: Cloud, { project, domain }: GrantChoice): Promise<string> {
  if (project !== undefined) return (await findProject(cloud, project)).id;
  return domain === undefined ? '' : (await findDomain(cloud, domain)).id;
}
