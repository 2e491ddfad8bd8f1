import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectGroupsById } from './group-store.ts';
import { networkNotFound } from './kit/network-faults.ts';
import { isTrusted } from './network-parts.ts';

/** The ids, each once, when all are groups of the port's project (any for admins); 404 with the first that is not. */
export async function requireGroups(db: DbOrTrx, ids: readonly string[], projectId: string, auth: AuthContext): Promise<string[]> {
  const wanted = [...new Set(ids)];
  const known = new Set((await selectGroupsById(db, wanted)).filter((group) => group.projectId === projectId || isTrusted(auth)).map(({ id }) => id));
  const missing = wanted.find((id) => !known.has(id));
  if (missing !== undefined) throw networkNotFound('security group', missing);
  return wanted;
}
