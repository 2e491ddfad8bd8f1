import { conflict } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Server } from '../servers/server-store.ts';

export type InsideVerb = 'exec' | 'read-file' | 'write-file' | 'change-password' | 'create-image' | 'create-backup';

const running = ['active'];
const rooted = ['active', 'paused', 'suspended', 'stopped'];

/** What may be done inside in which state. */
const allowed: Record<InsideVerb, readonly string[]> = {
  'exec': running,
  'read-file': rooted,
  'write-file': rooted,
  'change-password': running,
  'create-image': rooted,
  'create-backup': rooted,
};

/** 409 with the state where a verb makes no sense. */
export function requireVerb(verb: InsideVerb, server: Server, _auth: AuthContext): void {
  if (allowed[verb].includes(server.vmState)) return;
  throw conflict(`Cannot '${verb}' instance ${server.id} while it is in vm_state ${server.vmState}.`, { vm_state: server.vmState });
}
