/**
 * Services, endpoints and regions as rows. An endpoint of our own services keeps only what comes after the address of
 * the region or of the image service (`base`): the address itself is configuration, so a change of it is in the catalog
 * at once. An administrator's own URL is kept whole.
 */
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { readPage } from './list-store.ts';
import type { Listing, Page } from './list-store.ts';

export interface Service {
  id: string;
  type: string;
  name: string | null;
  description: string | null;
  enabled: boolean;
}

export interface Endpoint {
  id: string;
  serviceId: string;
  interface: 'public' | 'internal' | 'admin';
  regionId: string | null;
  /** Whose configured address goes before `url`; null where `url` is whole. */
  base: 'region' | 'image' | null;
  url: string;
  enabled: boolean;
}

export interface Region {
  id: string;
  description: string;
  parentRegionId: string | null;
}

export async function pageServices(db: DbOrTrx, filter: Listing & { type?: string | undefined }): Promise<Page<Service>> {
  const query = db('catalog_services').select('catalog_services.*');
  if (filter.type !== undefined) void query.where('type', filter.type);
  const page = await readPage<Flagged<Service>>(db, query, { table: 'catalog_services', sortColumns: ['position', 'id', 'type'] }, filter);
  return { ...page, items: page.items.map(unflag) };
}

export async function findService(db: DbOrTrx, id: string): Promise<Service | undefined> {
  const row: Flagged<Service> | undefined = await db('catalog_services').where({ id }).first();
  return row && unflag(row);
}

/** Lower positions are listed first. */
export async function insertService(db: DbOrTrx, service: Service, position = 100): Promise<void> {
  await db('catalog_services').insert({ ...service, enabled: Number(service.enabled), position });
}

export async function updateService(db: DbOrTrx, { id, ...change }: Service): Promise<boolean> {
  return (await db('catalog_services').where({ id }).update({ ...change, enabled: Number(change.enabled) })) > 0;
}

/** With its endpoints. */
export async function removeService(db: DbOrTrx, id: string): Promise<boolean> {
  await db('catalog_endpoints').where({ service_id: id }).delete();
  return (await db('catalog_services').where({ id }).delete()) > 0;
}

export interface EndpointFilter extends Listing {
  serviceId?: string | undefined;
  interface?: string | undefined;
  regionId?: string | undefined;
}

export async function pageEndpoints(db: DbOrTrx, filter: EndpointFilter): Promise<Page<Endpoint>> {
  const query = db('catalog_endpoints').select('catalog_endpoints.*');
  if (filter.serviceId !== undefined) void query.where('service_id', filter.serviceId);
  if (filter.interface !== undefined) void query.where('interface', filter.interface);
  if (filter.regionId !== undefined) void query.where('region_id', filter.regionId);
  const page = await readPage<EndpointRow>(db, query, { table: 'catalog_endpoints', sortColumns: ['service_id', 'id', 'interface'] }, filter);
  return { ...page, items: page.items.map(endpointFromRow) };
}

export async function findEndpoint(db: DbOrTrx, id: string): Promise<Endpoint | undefined> {
  const row: EndpointRow | undefined = await db('catalog_endpoints').where({ id }).first();
  return row && endpointFromRow(row);
}

export async function insertEndpoint(db: DbOrTrx, endpoint: Endpoint): Promise<void> {
  await db('catalog_endpoints').insert(endpointToRow(endpoint));
}

export async function updateEndpoint(db: DbOrTrx, endpoint: Endpoint): Promise<boolean> {
  return (await db('catalog_endpoints').where({ id: endpoint.id }).update(endpointToRow(endpoint))) > 0;
}

/** Our own services' endpoints that stand in another region than this one move into it. */
export async function moveOwnEndpoints(db: DbOrTrx, regionId: string): Promise<void> {
  await db('catalog_endpoints').whereNotNull('base').whereNot({ region_id: regionId }).update({ region_id: regionId });
}

export async function removeEndpoint(db: DbOrTrx, id: string): Promise<boolean> {
  return (await db('catalog_endpoints').where({ id }).delete()) > 0;
}

export async function pageRegions(db: DbOrTrx, filter: Listing & { parentRegionId?: string | undefined }): Promise<Page<Region>> {
  const query = db('catalog_regions').select('catalog_regions.*');
  if (filter.parentRegionId !== undefined) void query.where('parent_region_id', filter.parentRegionId);
  const page = await readPage<RegionRow>(db, query, { table: 'catalog_regions', sortColumns: ['id'] }, filter);
  return { ...page, items: page.items.map(regionFromRow) };
}

export async function findRegion(db: DbOrTrx, id: string): Promise<Region | undefined> {
  const row: RegionRow | undefined = await db('catalog_regions').where({ id }).first();
  return row && regionFromRow(row);
}

/** Throws the unique violation for an id in use. */
export async function insertRegion(db: DbOrTrx, { id, description, parentRegionId }: Region): Promise<void> {
  await db('catalog_regions').insert({ id, description, parent_region_id: parentRegionId });
}

/** There before is as good. */
export async function ensureRegion(db: DbOrTrx, id: string): Promise<void> {
  await db('catalog_regions').insert({ id, description: '', parent_region_id: null }).onConflict('id').ignore();
}

export async function updateRegion(db: DbOrTrx, { id, description, parentRegionId }: Region): Promise<boolean> {
  return (await db('catalog_regions').where({ id }).update({ description, parent_region_id: parentRegionId })) > 0;
}

/** Throws the foreign key violation while it has endpoints or regions below it. */
export async function removeRegion(db: DbOrTrx, id: string): Promise<boolean> {
  return (await db('catalog_regions').where({ id }).delete()) > 0;
}

/** True for the one who marks a service's type first: that one puts it into the catalog. */
export async function markSeeded(db: DbOrTrx, type: string): Promise<boolean> {
  const inserted: { type: string }[] = await db('catalog_seeds').insert({ type }).onConflict('type').ignore().returning('type');
  return inserted.length > 0;
}

export type CatalogRows = { service: Service; endpoints: Endpoint[] }[];

/** Everything that a token's catalog is made of: enabled services with their enabled endpoints. */
export async function readCatalog(db: DbOrTrx): Promise<CatalogRows> {
  const services: Flagged<Service>[] = await db('catalog_services').where({ enabled: 1 }).orderBy(['position', 'id']);
  const rows: EndpointRow[] = await db('catalog_endpoints').where({ enabled: 1 }).orderBy(['interface', 'id']);
  const endpoints = rows.map(endpointFromRow);
  return services.map((service) => ({ service: unflag(service), endpoints: endpoints.filter(({ serviceId }) => serviceId === service.id) }));
}

type Flagged<T> = Omit<T, 'enabled'> & { enabled: number };

const unflag = (row: Flagged<Service>): Service => ({ id: row.id, type: row.type, name: row.name, description: row.description, enabled: row.enabled === 1 });

interface EndpointRow {
  id: string;
  service_id: string;
  interface: Endpoint['interface'];
  region_id: string | null;
  base: Endpoint['base'];
  url: string;
  enabled: number;
}

const endpointFromRow = (row: EndpointRow): Endpoint => ({
  id: row.id,
  serviceId: row.service_id,
  interface: row.interface,
  regionId: row.region_id,
  base: row.base,
  url: row.url,
  enabled: row.enabled === 1,
});

const endpointToRow = (endpoint: Endpoint): EndpointRow => ({
  id: endpoint.id,
  service_id: endpoint.serviceId,
  interface: endpoint.interface,
  region_id: endpoint.regionId,
  base: endpoint.base,
  url: endpoint.url,
  enabled: Number(endpoint.enabled),
});

interface RegionRow {
  id: string;
  description: string;
  parent_region_id: string | null;
}

const regionFromRow = (row: RegionRow): Region => ({ id: row.id, description: row.description, parentRegionId: row.parent_region_id });
