import type { Person, RegionWorld } from './region-world.ts';

export interface RawAnswer {
  status: number;
  body: unknown;
  headers: Headers;
}

export type RawCall = (method: string, path: string, body?: unknown, version?: string) => Promise<RawAnswer>;

/** Calls of the compute API as they go over the wire, at any microversion: `await nova('GET', '/os-keypairs', undefined, '2.10')`. */
export function rawCompute(world: Pick<RegionWorld, 'url'>, person: Person): RawCall {
  return async (method, path, body, version) => {
    const response = await fetch(`${world.url}/compute/v2.1${path}`, {
      method,
      headers: {
        'X-Auth-Token': await person.tokens.token(),
        ...(version === undefined ? {} : { 'OpenStack-API-Version': `compute ${version}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as unknown, headers: response.headers };
  };
}
