import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { listNetworkRevisions } from '../network/network-map-store.ts';

export const listHostNetworks =
  (core: () => HostCore): HandlerOf<'host', 'listHostNetworks'> =>
  async () => ({ status: 200, body: { networks: await listNetworkRevisions(core().db) } });
