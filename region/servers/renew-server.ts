import type { Trx } from '../../openapi/serve/db.ts';
import type { Ambient } from '../ambient.ts';
import { raiseGeneration } from './server-store.ts';

/** What a server is given changed beside its own state (a port, an address): a new generation of its spec, and nothing else. */
export async function renewServer(trx: Trx, serverId: string, requestId: string, ambient: Ambient): Promise<void> {
  await raiseGeneration(trx, serverId, requestId, ambient.now().toISOString());
}
