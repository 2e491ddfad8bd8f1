import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { pageLimit } from '../paging.ts';
import type { ListFilter } from './network-store.ts';

export interface CommonQuery {
  id?: string[];
  name?: string[];
  project_id?: string[];
  tenant_id?: string[];
  network_id?: string[];
  limit?: number;
  marker?: string;
}

/** What the three lists have in common: a tenant sees its own, an admin and a service see all. */
export async function commonFilter(
  auth: AuthContext,
  query: CommonQuery,
  columns: ListFilter['equals'],
  findMarker: (id: string) => Promise<{ id: string; createdAt: string; projectId: string } | undefined>,
): Promise<ListFilter> {
  const marker = query.marker === undefined ? undefined : await findMarker(query.marker);
  if (query.marker !== undefined && (!marker || !mayRead(marker, auth))) throw networkNotFound('marker', query.marker);
  return {
    projectId: seesAll(auth) ? null : (auth.projectId ?? ''),
    equals: { id: query.id, name: query.name, project_id: query.project_id ?? query.tenant_id, ...columns },
    limit: pageLimit(query.limit === 0 ? undefined : query.limit),
    marker,
  };
}

export const mayRead = (thing: { projectId: string }, auth: AuthContext): boolean => seesAll(auth) || thing.projectId === auth.projectId;

/** Neutron's 404 with its exception's name: `Network x could not be found.` */
export function networkNotFound(what: 'network' | 'subnet' | 'port' | 'extension' | 'marker', id: string): Fault {
  const title = `${what[0]?.toUpperCase()}${what.slice(1)}`;
  return new Fault('not-found', `${title} ${id} could not be found.`, { details: { resource: what, id, neutronType: `${title}NotFound` } });
}

const seesAll = (auth: AuthContext): boolean => auth.isAdmin || auth.roles.includes('service');
