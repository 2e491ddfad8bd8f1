import type { Db } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { notAllowed } from './kit/network-faults.ts';

/** What the handlers of the network API need. */
export interface NetworkParts {
  db: Db;
  ambient: Ambient;
  settings: { mtu: number; physicalMtu: number; availabilityZone: string };
  maps: { wake(): void };
}

/** The project that a new thing is for: the caller's own, or any for admins and services. */
export function ownerOf(auth: AuthContext, asked: { project_id?: string; tenant_id?: string }): string {
  const wanted = asked.project_id ?? asked.tenant_id;
  const own = auth.projectId ?? '';
  if (wanted === undefined || wanted === own || isTrusted(auth)) return wanted ?? own;
  throw notAllowed('create', `only an admin makes things for project ${wanted}; leave project_id out.`);
}

/** Seen is not owned: shared networks and the like are changed by their project and by admins. */
export function requireOwn(thing: { projectId: string; id: string }, auth: AuthContext, rule: string): void {
  if (thing.projectId !== auth.projectId && !isTrusted(auth)) throw notAllowed(rule, `${thing.id} belongs to another project, which shares it.`);
}

/** Attributes that only admins give, unless they say what is so anyway. */
export function requireAdmin(auth: AuthContext, rule: string, asked: Readonly<Record<string, unknown>>): void {
  if (isTrusted(auth)) return;
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined && value !== false && value !== null) throw notAllowed(`${rule}:${name}`, `${name} is for admins; leave it out.`);
  }
}

export const isTrusted = (auth: AuthContext): boolean => auth.isAdmin || auth.roles.includes('service');

/** The one that a body names, or the several of a bulk request. */
export function askedOf<T>(one: T | undefined, many: readonly T[] | undefined): readonly T[] {
  return many ?? (one === undefined ? [] : [one]);
}
