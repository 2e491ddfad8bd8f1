import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { findNetworkMap } from '../network/network-map-store.ts';

export const getHostNetwork =
  (core: () => HostCore): HandlerOf<'host', 'getHostNetwork'> =>
  async ({ path }) => {
    const map = await findNetworkMap(core().db, path.id);
    if (!map) throw notFound('network', path.id);
    return { status: 200, body: map };
  };
