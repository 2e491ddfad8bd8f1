/**
 * Projects as rows. A project lies below another one of its domain (`parentId`) or, with null, below the domain itself.
 * Trees are shallow (project-handlers.ts bounds their depth), so ways up and down them are walked level by level.
 */
import type { Knex } from 'knex';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { readPage, whereContains } from './list-store.ts';
import type { Listing, Page } from './list-store.ts';

export interface Project {
  id: string;
  domainId: string;
  /** null: directly below the domain. */
  parentId: string | null;
  name: string;
  description: string;
  enabled: boolean;
  tags: string[];
  options: Record<string, unknown>;
}

export interface ProjectFilter extends Listing {
  domainId?: string | undefined;
  enabled?: boolean | undefined;
  /** A project's id, or null for those directly below their domain. */
  parentId?: string | null | undefined;
  /** Only these. */
  ids?: readonly string[] | undefined;
  /** Has all of them, any of them, not all of them, none of them. */
  tags?: readonly string[] | undefined;
  tagsAny?: readonly string[] | undefined;
  notTags?: readonly string[] | undefined;
  notTagsAny?: readonly string[] | undefined;
}

/** One page of the live projects, by name. */
export async function pageProjects(db: DbOrTrx, filter: ProjectFilter): Promise<Page<Project>> {
  const query = db('projects').whereNull('deleted_at').select('projects.*');
  if (filter.domainId !== undefined) void query.where('domain_id', filter.domainId);
  if (filter.enabled !== undefined) void query.where('enabled', Number(filter.enabled));
  if (filter.parentId !== undefined) void query.where('parent_id', filter.parentId);
  if (filter.ids !== undefined) void query.whereIn('id', filter.ids);
  for (const tag of filter.tags ?? []) void query.where(has(db, tag));
  for (const tag of filter.notTagsAny ?? []) void query.whereNot(has(db, tag));
  const { tagsAny = [], notTags = [] } = filter;
  if (tagsAny.length > 0) void query.where((any) => tagsAny.forEach((tag) => void any.orWhere(has(db, tag))));
  if (notTags.length > 0) void query.where((any) => notTags.forEach((tag) => void any.orWhereNot(has(db, tag))));
  const page = await readPage<ProjectRow>(db, query, { table: 'projects', sortColumns: ['name', 'id', 'domain_id', 'enabled'] }, filter);
  return { ...page, items: page.items.map(fromRow) };
}

/** All that fit, by name. */
export const listProjects = async (db: DbOrTrx, filter: ProjectFilter = {}): Promise<Project[]> => (await pageProjects(db, filter)).items;

/** A live project by id, or by name in a domain. */
export async function findProject(db: DbOrTrx, by: { id: string } | { name: string; domainId: string }): Promise<Project | undefined> {
  const where = 'id' in by ? { id: by.id } : { name: by.name, domain_id: by.domainId };
  const row: ProjectRow | undefined = await db('projects').where(where).whereNull('deleted_at').first();
  return row && fromRow(row);
}

/** The projects above this one, the nearest first; itself not included. */
export async function ancestorsOf(db: DbOrTrx, project: Pick<Project, 'parentId'>): Promise<Project[]> {
  const found: Project[] = [];
  for (let id = project.parentId; id !== null; ) {
    const parent = await findProject(db, { id });
    if (!parent) break;
    found.push(parent);
    id = parent.parentId;
  }
  return found;
}

/** All projects below this one, upper ones before lower ones; itself not included. */
export async function descendantsOf(db: DbOrTrx, id: string): Promise<Project[]> {
  const found: Project[] = [];
  for (let level = [id]; level.length > 0; ) {
    const rows: ProjectRow[] = await db('projects').whereIn('parent_id', level).whereNull('deleted_at').orderBy('name');
    found.push(...rows.map(fromRow));
    level = rows.map((row) => row.id);
  }
  return found;
}

/** Throws the database's unique violation for a second live project of a name in its domain. */
export async function insertProject(db: DbOrTrx, project: Project, createdAt: string): Promise<void> {
  await db('projects').insert({ ...toRow(project), created_at: createdAt });
}

/** False when the project is not there (any more). */
export async function updateProject(db: DbOrTrx, id: string, change: Partial<Omit<Project, 'id' | 'domainId' | 'parentId'>>): Promise<boolean> {
  const row = toRow(change);
  if (Object.keys(row).length === 0) return (await findProject(db, { id })) !== undefined;
  return (await db('projects').where({ id }).whereNull('deleted_at').update(row)) > 0;
}

/** Keeps the row for audit and frees the name. */
export async function removeProject(db: DbOrTrx, id: string, deletedAt: string): Promise<boolean> {
  return (await db('projects').where({ id }).whereNull('deleted_at').update({ deleted_at: deletedAt })) > 0;
}

/**
 * Tags stand in the column as a JSON list. A quote within a tag is escaped there, so one right after a bracket or a comma
 * begins a tag, and one right after the tag's text ends it.
 */
const has = (db: DbOrTrx, tag: string) => (query: Knex.QueryBuilder): void =>
  void query.where((one) => whereContains(db, one, 'tags', `[${JSON.stringify(tag)}`)).orWhere((one) => whereContains(db, one, 'tags', `,${JSON.stringify(tag)}`));

interface ProjectRow {
  id: string;
  domain_id: string;
  parent_id: string | null;
  name: string;
  description: string;
  enabled: number;
  tags: string;
  options: string;
}

const fromRow = (row: ProjectRow): Project => ({
  id: row.id,
  domainId: row.domain_id,
  parentId: row.parent_id,
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
    ...(project.parentId !== undefined && { parent_id: project.parentId }),
    ...(project.name !== undefined && { name: project.name }),
    ...(project.description !== undefined && { description: project.description }),
    ...(project.enabled !== undefined && { enabled: Number(project.enabled) }),
    ...(project.tags !== undefined && { tags: JSON.stringify(project.tags) }),
    ...(project.options !== undefined && { options: JSON.stringify(project.options) }),
  };
}
