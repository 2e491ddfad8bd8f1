import type { Db } from '../../openapi/serve/db.ts';
import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectHost, updateEnabled } from './host-store.ts';
import { hostView } from './host-view.ts';

/** A disabled host keeps its servers and gets no new ones. */
export function updateHost({ db }: { db: Db }): HandlerOf<'sampan', 'updateHost'> {
  return async ({ path, body }) => {
    await updateEnabled(db, path.id, body.enabled, body.enabled ? null : (body.disabled_reason ?? null));
    const host = await selectHost(db, path.id);
    if (!host) throw notFound('host', path.id);
    return { status: 200, body: hostView(host) };
  };
}
