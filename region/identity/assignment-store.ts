/**
 * Who was given which role where. A grant has an actor (a user or a group) and a scope (a project, a domain, or the
 * system); an inherited one holds in the projects below its scope and not in the scope itself. What follows from grants
 * (groups' members, inheritance, implied roles) is effective-roles.ts.
 */
import type { Knex } from 'knex';
import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface Grant {
  actor: Actor;
  scope: Scope;
  roleId: string;
  inherited: boolean;
}

export interface Actor {
  kind: 'user' | 'group';
  id: string;
}

/** The id of the system's scope is the word itself; other ids are hexadecimal or `default`. */
export interface Scope {
  kind: 'project' | 'domain' | 'system';
  id: string;
}

export const systemScope: Scope = { kind: 'system', id: 'system' };

export const inProject = (id: string): Scope => ({ kind: 'project', id });

export interface GrantFilter {
  /** Any of them. */
  actors?: readonly Actor[] | undefined;
  scope?: Scope | undefined;
  /** Any of them. */
  scopeIds?: readonly string[] | undefined;
  roleId?: string | undefined;
  inherited?: boolean | undefined;
}

/** In a steady order. */
export async function listGrants(db: DbOrTrx, filter: GrantFilter = {}): Promise<Grant[]> {
  const rows: GrantRow[] = await where(db('role_grants'), filter).orderBy(['scope_type', 'scope_id', 'actor_type', 'actor_id', 'role_id', 'inherited']);
  return rows.map(fromRow);
}

export async function hasGrant(db: DbOrTrx, grant: Grant): Promise<boolean> {
  return (await db('role_grants').where(toRow(grant)).first('role_id')) !== undefined;
}

/** Given before is as good. */
export async function addGrant(db: DbOrTrx, grant: Omit<Grant, 'inherited'> & { inherited?: boolean }): Promise<void> {
  const row = toRow({ inherited: false, ...grant });
  await db('role_grants').insert(row).onConflict(['actor_id', 'scope_id', 'role_id', 'inherited', 'actor_type', 'scope_type']).ignore();
}

export async function removeGrant(db: DbOrTrx, grant: Grant): Promise<boolean> {
  return (await db('role_grants').where(toRow(grant)).delete()) > 0;
}

/** Takes away all that fit the filter, and answers how many did. */
export async function removeGrants(db: DbOrTrx, filter: Pick<GrantFilter, 'actors' | 'scope' | 'roleId'>): Promise<number> {
  if (Object.keys(filter).length === 0) throw new TypeError('removeGrants needs a filter: it would take every role from everybody');
  return where(db('role_grants'), filter).delete();
}

function where(query: Knex.QueryBuilder, { actors, scope, scopeIds, roleId, inherited }: GrantFilter): Knex.QueryBuilder {
  if (actors !== undefined) {
    const ids = (kind: Actor['kind']): string[] => actors.filter((actor) => actor.kind === kind).map(({ id }) => id);
    void query.where((any) => {
      for (const kind of ['user', 'group'] as const) void any.orWhere((one) => void one.where('actor_type', kind).whereIn('actor_id', ids(kind)));
    });
  }
  if (scope !== undefined) void query.where({ scope_type: scope.kind, scope_id: scope.id });
  if (scopeIds !== undefined) void query.whereIn('scope_id', scopeIds);
  if (roleId !== undefined) void query.where('role_id', roleId);
  if (inherited !== undefined) void query.where('inherited', Number(inherited));
  return query;
}

interface GrantRow {
  actor_type: Actor['kind'];
  actor_id: string;
  scope_type: Scope['kind'];
  scope_id: string;
  role_id: string;
  inherited: number;
}

const fromRow = (row: GrantRow): Grant => ({
  actor: { kind: row.actor_type, id: row.actor_id },
  scope: { kind: row.scope_type, id: row.scope_id },
  roleId: row.role_id,
  inherited: row.inherited === 1,
});

const toRow = ({ actor, scope, roleId, inherited }: Grant): GrantRow => ({
  actor_type: actor.kind,
  actor_id: actor.id,
  scope_type: scope.kind,
  scope_id: scope.id,
  role_id: roleId,
  inherited: Number(inherited),
});
