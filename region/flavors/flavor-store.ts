import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { selectExtraSpecs } from './extra-spec-store.ts';
import { selectFlavorAccess } from './flavor-access-store.ts';

export interface Flavor {
  id: string;
  name: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  swapMib: number;
  ephemeralGib: number;
  rxtxFactor: number;
  isPublic: boolean;
  description: string | null;
  createdAt: string;
  extraSpecs: Record<string, string>;
  /** The projects that may use it though it is not public. */
  projectIds: string[];
}

/** Throws the driver's unique violation for an id or a name that is there. */
export async function insertFlavor(db: DbOrTrx, flavor: Flavor): Promise<void> {
  await db('flavors').insert(toRow(flavor));
}

/** Seeds: those whose id or name is there stay as they are. */
export async function insertMissingFlavors(db: DbOrTrx, flavors: readonly Flavor[]): Promise<void> {
  await db('flavors').insert(flavors.map(toRow)).onConflict().ignore();
}

export async function countFlavors(db: DbOrTrx): Promise<number> {
  const row = await db('flavors').count<{ n: number }>({ n: '*' }).first();
  return Number(row?.n ?? 0);
}

export async function selectFlavor(db: DbOrTrx, id: string): Promise<Flavor | undefined> {
  const rows = await db<FlavorRow>('flavors').where({ id });
  return (await withExtras(db, rows))[0];
}

export async function selectFlavors(db: DbOrTrx): Promise<Flavor[]> {
  return withExtras(db, await db<FlavorRow>('flavors').select());
}

export async function updateDescription(db: DbOrTrx, id: string, description: string | null): Promise<boolean> {
  return (await db('flavors').where({ id }).update({ description })) === 1;
}

export async function deleteFlavorRow(db: DbOrTrx, id: string): Promise<boolean> {
  return (await db('flavors').where({ id }).delete()) === 1;
}

interface FlavorRow {
  id: string;
  name: string;
  vcpus: number;
  memory_mib: number;
  disk_gib: number;
  swap_mib: number;
  ephemeral_gib: number;
  rxtx_factor: number;
  is_public: number;
  description: string | null;
  created_at: string;
}

const toRow = (flavor: Flavor): FlavorRow => ({
  id: flavor.id,
  name: flavor.name,
  vcpus: flavor.vcpus,
  memory_mib: flavor.memoryMib,
  disk_gib: flavor.diskGib,
  swap_mib: flavor.swapMib,
  ephemeral_gib: flavor.ephemeralGib,
  rxtx_factor: flavor.rxtxFactor,
  is_public: flavor.isPublic ? 1 : 0,
  description: flavor.description,
  created_at: flavor.createdAt,
});

async function withExtras(db: DbOrTrx, rows: readonly FlavorRow[]): Promise<Flavor[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [specs, projects] = [await selectExtraSpecs(db, ids), await selectFlavorAccess(db, ids)];
  return rows.map((row) => fromRow(row, specs.get(row.id) ?? {}, projects.get(row.id) ?? []));
}

const fromRow = (row: FlavorRow, extraSpecs: Record<string, string>, projectIds: string[]): Flavor => ({
  id: row.id,
  name: row.name,
  vcpus: row.vcpus,
  memoryMib: row.memory_mib,
  diskGib: row.disk_gib,
  swapMib: row.swap_mib,
  ephemeralGib: row.ephemeral_gib,
  rxtxFactor: row.rxtx_factor,
  isPublic: row.is_public !== 0,
  description: row.description,
  createdAt: row.created_at,
  extraSpecs,
  projectIds,
});
