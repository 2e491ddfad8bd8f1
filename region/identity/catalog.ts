import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { CatalogRows, Endpoint } from './catalog-store.ts';
import type { IdentityConfig } from './identity.ts';

export type Catalog = ReplyBodyOf<Operation<'identity', 'getCatalog'>, 200>['catalog'];

/** The catalog as a token shows it. An endpoint whose URL names a project is left out where the token has none. */
export function tokenCatalog(services: CatalogRows, config: IdentityConfig, auth: Pick<AuthContext, 'userId' | 'projectId'>): Catalog {
  const values = { project_id: auth.projectId, tenant_id: auth.projectId, user_id: auth.userId };
  return services.map(({ service, endpoints }) => ({
    id: service.id,
    type: service.type,
    name: service.name ?? '',
    endpoints: endpoints.flatMap((endpoint) => {
      const url = substitute(endpointUrl(endpoint, config), values);
      const region = endpoint.regionId ?? '';
      return url === undefined ? [] : [{ id: endpoint.id, interface: endpoint.interface, region, region_id: region, url }];
    }),
  }));
}

/** What stands in the list of endpoints: whole, with its placeholders. */
export function endpointUrl({ base, url }: Endpoint, config: IdentityConfig): string {
  if (base === 'image') return `${config.imageUrl}${url}`;
  if (base === 'region') return `${typeof config.publicUrl === 'string' ? config.publicUrl : config.publicUrl()}${url}`;
  return url;
}

/** `$(name)s` and `%(name)s` as Keystone takes them; undefined where a value is missing. */
function substitute(url: string, values: Record<string, string | null>): string | undefined {
  let isWhole = true;
  const text = url.replaceAll(/[$%]\((\w+)\)s/g, (_, name: string) => {
    const value = values[name] ?? null;
    if (value === null) isWhole = false;
    return value ?? '';
  });
  return isWhole ? text : undefined;
}
