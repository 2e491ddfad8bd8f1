import { inTransaction } from '../../openapi/serve/db.ts';
import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { deleteLease as deleteRow } from './lease-store.ts';

/** `DELETE /v2/leases/{id}`: by its holder alone. */
export const deleteLease =
  ({ db, now, collector }: Services): HandlerOf<'image', 'deleteLease'> =>
  async ({ path, auth }) => {
    const found = await inTransaction(db, (trx) => deleteRow(trx, path.id.toLowerCase(), auth.userId, now().toISOString()));
    if (!found) throw notFound('lease', path.id);
    collector.wake();
    return { status: 204 };
  };
