import type { Contract } from '../contracts.ts';

/** Where an operation is, as a client needs to know it. */
export interface Route {
  /** Upper case. */
  method: string;
  path: string;
  /** Of a JSON body. */
  mediaType: string;
}

/** The operations of a contract by id. Only names are read: a client that starts for one call shall not pay for all. */
export function findRoutes(contract: Contract): Map<string, Route> {
  const routes = new Map<string, Route>();
  for (const [path, item] of Object.entries(contract.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const { operationId, requestBody } = Object(operation) as { operationId?: string; requestBody?: { content?: Record<string, unknown> } };
      if (operationId === undefined) continue;
      const mediaType = Object.keys(requestBody?.content ?? {}).find((name) => name.includes('json')) ?? 'application/json';
      routes.set(operationId, { method: method.toUpperCase(), path, mediaType });
    }
  }
  return routes;
}

/** Fills a path template and adds the query; lists become repeated keys, undefined values are left out. */
export function routeUrl(baseUrl: string, route: Route, path: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const filled = route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = path[name];
    if (value === undefined || value === '') throw new TypeError(`${route.method} ${route.path} needs the path parameter ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) search.append(name, String(item));
  }
  const tail = search.size > 0 ? `?${search.toString()}` : '';
  return `${baseUrl.replace(/\/+$/, '')}${filled}${tail}`;
}
