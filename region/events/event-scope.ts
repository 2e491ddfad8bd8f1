import { forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { EventFilter } from './event-store.ts';

/** Whose events a caller may see: its project's, or everybody's for admins and services that ask for them. */
export function eventScope(auth: AuthContext, query: { server_id?: string; all_projects?: boolean }): EventFilter {
  const all = query.all_projects === true;
  if (all && !auth.isAdmin && !auth.roles.includes('service')) {
    throw forbidden('Events of all projects are for admins: leave out all_projects, or use an admin token.');
  }
  return { projectId: all ? null : (auth.projectId ?? ''), serverId: query.server_id };
}
