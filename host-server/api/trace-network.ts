import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { findNetworkMap } from '../network/network-map-store.ts';

export const traceNetwork =
  (core: () => HostCore): HandlerOf<'host', 'traceNetwork'> =>
  async ({ path, body }) => {
    const { db, network } = core();
    if (!(await findNetworkMap(db, path.id))) throw notFound('network', path.id);
    return { status: 200, body: await network.trace(path.id, body) };
  };
