import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { findServer } from '../servers/spec-store.ts';
import { hostServerView } from './host-server-view.ts';

export const getHostServer =
  (core: () => HostCore): HandlerOf<'host', 'getHostServer'> =>
  async ({ path }) => {
    const { db, drivers } = core();
    const record = await findServer(db, path.id);
    if (!record) throw notFound('server', path.id);
    const seen = await drivers.get(record.spec.kind)?.observe(record.id);
    return { status: 200, body: hostServerView(core(), record, seen) };
  };
