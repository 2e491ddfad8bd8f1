import { findProject, findRole, findUser } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { ArgTable, OptionTable } from '../command.ts';

export const grantArgs = { role: { help: 'name or id' } } as const satisfies ArgTable;

export const grantOptions = {
  user: { type: 'string', help: 'name or id', required: true },
  project: { type: 'string', help: 'name or id', required: true },
} as const satisfies OptionTable;

export interface Grant {
  id: string;
  user_id: string;
  role_id: string;
}

/** The path of a grant, from names. */
export async function findGrant(cloud: Cloud, role: string, { user, project }: { user: string; project: string }): Promise<Grant> {
  const [foundRole, foundUser, foundProject] = await Promise.all([findRole(cloud, role), findUser(cloud, user), findProject(cloud, project)]);
  return { id: foundProject.id, user_id: foundUser.id, role_id: foundRole.id };
}
