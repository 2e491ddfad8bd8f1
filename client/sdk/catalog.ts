import { Fault } from '../../openapi/serve/fault.ts';
import type { ReplyBody, Operation } from '../../openapi/contracts.ts';
import type { EndpointInterface } from './credentials.ts';

export type Catalog = ReplyBody<Operation<'identity', 'getCatalog'>>['catalog'];

export interface EndpointWish {
  /** `compute`, `sampan` and so on. */
  type: string;
  interface: EndpointInterface;
  regionName?: string | undefined;
}

/** The URL of a service in a catalog; throws the fault `unavailable`, which tells what the catalog does have. */
export function endpointOf(catalog: Catalog, wish: EndpointWish): string {
  const services = catalog.filter(({ type }) => type === wish.type);
  const endpoints = services.flatMap((service) => service.endpoints);
  const inRegion = endpoints.filter(({ region_id: region }) => wish.regionName === undefined || region === wish.regionName);
  const found = inRegion.find((endpoint) => endpoint.interface === wish.interface);
  if (found) return found.url.replace(/\/+$/, '');
  const wanted = `the ${wish.interface} endpoint of the service ${wish.type}${wish.regionName === undefined ? '' : ` in the region ${wish.regionName}`}`;
  throw new Fault('unavailable', `Cannot find ${wanted}.`, {
    retryable: false,
    details: { reason: whyNot(catalog, endpoints, wish), suggestion: 'see sampan catalog list, and check OS_REGION_NAME, OS_INTERFACE and the project.' },
  });
}

/** Contracts hold the version in their paths, and catalogs in some of their URLs: `…/compute/v2.1` → `…/compute`. */
export const withoutVersion = (url: string): string => url.replace(/\/+$/, '').replace(/\/v\d+(\.\d+)?$/, '');

function whyNot(catalog: Catalog, endpoints: Catalog[number]['endpoints'], wish: EndpointWish): string {
  if (catalog.length === 0) return 'the token has no catalog; it is not scoped to a project';
  if (endpoints.length === 0) return `the catalog has the services ${catalog.map(({ type }) => type).join(', ')}`;
  const places = endpoints.map((endpoint) => `${endpoint.interface} in ${endpoint.region_id}`);
  return `the catalog has ${wish.type} as ${[...new Set(places)].join(', ')}`;
}
