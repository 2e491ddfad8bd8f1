import type { components } from '../../openapi/generated/compute.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';

/** Both bounds; stock clients need 2.1 as the least. */
export const computeMicroversions = { min: '2.1', max: '2.79' } as const;

/** Version discovery, without a token; only what answers is listed, because clients follow every link. */
export const listComputeVersions: HandlerOf<'compute', 'listComputeVersions'> = ({ baseUrl }) => ({ status: 200, body: { versions: [version(baseUrl)] } });

export const getComputeVersion: HandlerOf<'compute', 'getComputeVersion'> = ({ baseUrl }) => ({
  status: 200,
  body: { version: { ...version(baseUrl), 'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' }] } },
});

const version = (baseUrl: string): components['schemas']['Version'] => ({
  id: 'v2.1',
  status: 'CURRENT',
  version: computeMicroversions.max,
  min_version: computeMicroversions.min,
  updated: '2013-07-23T11:33:21Z',
  links: [{ rel: 'self', href: `${baseUrl}/v2.1/` }],
});
