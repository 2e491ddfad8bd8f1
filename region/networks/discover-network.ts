import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { networkNotFound } from './network-query.ts';

/** Version discovery, without a token. */
export const listNetworkVersions: HandlerOf<'network', 'listNetworkVersions'> = ({ baseUrl }) => ({
  status: 200,
  body: { versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: `${baseUrl}/v2.0/` }] }] },
});

export const listNetworkResources: HandlerOf<'network', 'listNetworkResources'> = ({ baseUrl }) => ({
  status: 200,
  body: {
    resources: ['network', 'subnet', 'port'].map((name) => ({ name, collection: `${name}s`, links: [{ rel: 'self', href: `${baseUrl}/v2.0/${name}s` }] })),
  },
});

/** Clients believe this list, so only what is served stands in it. */
export const listExtensions: HandlerOf<'network', 'listExtensions'> = () => ({ status: 200, body: { extensions } });

export const getExtension: HandlerOf<'network', 'getExtension'> = ({ path }) => {
  const extension = extensions.find(({ alias }) => alias === path.alias);
  if (!extension) throw networkNotFound('extension', path.alias);
  return { status: 200, body: { extension } };
};

const extensions = [
  ['project-id', 'project_id field enabled', 'Resources have project_id beside tenant_id.'],
  ['provider', 'Provider Network', 'Admins see type and segment of networks.'],
  ['binding', 'Port Binding', 'Admins see the host of ports.'],
].map(([alias = '', name = '', description = '']) => ({ alias, name, description, updated: '2026-11-01T00:00:00Z', links: [] }));
