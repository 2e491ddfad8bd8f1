import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';

type VersionHandlers = Pick<Handlers<'identity'>, 'listIdentityVersions' | 'getIdentityVersion'>;

type Version = ReplyBodyOf<Operation<'identity', 'getIdentityVersion'>, 200>['version'];

/** Version discovery, which needs no token. */
export function versionHandlers(): VersionHandlers {
  return {
    // 300 with both a list and a Location, which is how clients find the only version.
    listIdentityVersions: (call) => ({
      status: 300,
      body: { versions: { values: [version(call.baseUrl)] } },
      headers: { Location: `${call.baseUrl}/v3/`, Vary: 'X-Auth-Token' },
    }),
    getIdentityVersion: (call) => ({ status: 200, body: { version: version(call.baseUrl) }, headers: { Vary: 'X-Auth-Token' } }),
  };
}

const version = (baseUrl: string): Version => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${baseUrl}/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});
