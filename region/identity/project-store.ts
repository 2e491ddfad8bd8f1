import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface Project {
  id: string;
  domainId: string;
  name: string;
  description: string;
  enabled: boolean;
  tags: string[];
  options: Record<string, unknown>;
}

export interface ProjectFilter {
  name?: string | undefined;
  domainId?: string | undefined;
  enabled?: boolean | undefined;
  /** Only projects in which this user has a role. */
  userId?: string | undefined;
}

/** Live projects in the order of their names. */
export async function listProjects(db: DbOrTrx, filter: ProjectFilter = {}): Promise<Project[]> {
  const query = db('projects').whereNull('deleted_at').orderBy('name');
  if (filter.name !== undefined) void query.where('name', filter.name);
  if (filter.domainId !== undefined) void query.where('domain_id', filter.domainId);
  if (filter.enabled !== undefined) void query.where('enabled', Number(filter.enabled));
  if (filter.userId !== undefined) void query.whereIn('id', db('role_assignments').select('scope_id').where('user_id', filter.userId));
  const rows: ProjectRow[] = await query;
  return rows.map(fromRow);
}

/** A live project by id, or by name in a domain. */
export async function findProject(db: DbOrTrx, by: { id: string } | { name: string; domainId: string }): Promise<Project | undefined> {
  const where = 'id' in by ? { id: by.id } : { name: by.name, domain_id: by.domainId };
  const row: ProjectRow | undefined = await db('projects').where(where).whereNull('deleted_at').first();
  return row && fromRow(row);
}

/** Throws the database's unique violation for a second live project of a name in its domain. */
export async function insertProject(db: DbOrTrx, project: Project, createdAt: string): Promise<void> {
  await db('projects').insert({ ...toRow(project), created_at: createdAt });
}

/** False when the project is not there (any more). */
export async function updateProject(db: DbOrTrx, id: string, change: Partial<Omit<Project, 'id' | 'domainId'>>): Promise<boolean> {
  const row = toRow(change);
  if (Object.keys(row).length === 0) return (await findProject(db, { id })) !== undefined;
  return (await db('projects').where({ id }).whereNull('deleted_at').update(row)) > 0;
}

/** Keeps the row for audit and frees the name. */
export async function removeProject(db: DbOrTrx, id: string, deletedAt: string): Promise<boolean> {
  return (await db('projects').where({ id }).whereNull('deleted_at').update({ deleted_at: deletedAt })) > 0;
}

interface ProjectRow {
  id: string;
  domain_id: string;
  name: string;
  description: string;
  enabled: number;
  tags: string;
  options: string;
}

const fromRow = (row: ProjectRow): Project => ({
  id: row.id,
  domainId: row.domain_id,
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  tags: JSON.parse(row.tags) as string[],
  options: JSON.parse(row.options) as Record<string, unknown>,
});

function toRow(project: Partial<Project>): Partial<ProjectRow> {
  return {
    ...(project.id !== undefined && { id: project.id }),
    ...(project.domainId !== undefined && { domain_id: project.domainId }),
    ...(project.name !== undefined && { name: project.name }),
    ...(project.description !== undefined && { description: project.description }),
    ...(project.enabled !== undefined && { enabled: Number(project.enabled) }),
    ...(project.tags !== undefined && { tags: JSON.stringify(project.tags) }),
    ...(project.options !== undefined && { options: JSON.stringify(project.options) }),
  };
}
