import type { Ambient } from '../../ambient.ts';

/** What every network resource has. */
export interface Standard {
  id: string;
  projectId: string;
  name: string;
  description: string;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

export interface StandardRow {
  id: string;
  project_id: string;
  name: string;
  description: string;
  created_at: string;
  updated_at: string;
  revision: number;
}

export const fromStandardRow = (row: StandardRow): Standard => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  description: row.description,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  revision: row.revision,
});

export const toStandardRow = (thing: Standard): StandardRow => ({
  id: thing.id,
  project_id: thing.projectId,
  name: thing.name,
  description: thing.description,
  created_at: thing.createdAt,
  updated_at: thing.updatedAt,
  revision: thing.revision,
});

export function newStandard(ambient: Ambient, projectId: string, asked: { name?: string | undefined; description?: string | undefined }): Standard {
  const at = ambient.now().toISOString();
  return { id: ambient.uuid(), projectId, name: asked.name ?? '', description: asked.description ?? '', createdAt: at, updatedAt: at, revision: 1 };
}

/** The wire's form of it, with tags. */
export const standardView = (thing: Standard, tags: readonly string[] | undefined) => ({
  id: thing.id,
  name: thing.name,
  tenant_id: thing.projectId,
  project_id: thing.projectId,
  description: thing.description,
  tags: [...(tags ?? [])],
  created_at: `${thing.createdAt.slice(0, 19)}Z`,
  updated_at: `${thing.updatedAt.slice(0, 19)}Z`,
  revision_number: thing.revision,
});

/** The columns that every resource can be filtered and sorted by. */
export const standardColumns = {
  id: {}, name: {}, description: {}, project_id: {}, tenant_id: { column: 'project_id' }, created_at: {}, updated_at: {}, revision_number: { column: 'revision', type: 'int' },
} as const;

/** Only the keys whose value is given. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The columns of a change, with the time and the next revision. */
export const changed = (columns: object, at: string, raw: (sql: string) => unknown): Record<string, unknown> => ({ ...columns, updated_at: at, revision: raw('revision + 1') });
