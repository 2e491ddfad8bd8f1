import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { FaultCode } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { cryptSalt, sha512Crypt } from '../../openapi/serve/sha512-crypt.ts';
import { requireAllowed } from '../servers/server-state.ts';
import type { Server } from '../servers/server-store.ts';
import { lineTo, visibleServer } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';

export const setPassword =
  (deps: InsideDeps): HandlerOf<'sampan', 'setPassword'> =>
  async ({ path, body, auth, requestId }) => {
    const server = await visibleServer(deps.db, path.id, auth);
    requireAllowed('change-password', server, auth);
    const password = body.password ?? deps.ambient.randomBytes(12).toString('base64url');
    const user = await givePassword(deps, server, { password, user: body.user, requestId });
    return { status: 200, body: { user, ...(body.password === undefined ? { password } : {}) } };
  };

export interface PasswordOrder {
  password: string;
  user?: string | undefined;
  requestId: string;
}

/** Sets it and answers whose it was. Only the hash leaves this process, and an order that got lost is repeated under its id. */
export async function givePassword(deps: InsideDeps, server: Server, { password, user, requestId }: PasswordOrder): Promise<string> {
  const { client } = await lineTo(deps, server);
  const body = {
    id: deps.ambient.uuid(),
    type: 'set-password' as const,
    password_hash: sha512Crypt(password, cryptSalt(deps.ambient.randomBytes(16))),
    ...(user === undefined ? {} : { user }),
  };
  const order = () => client.call('runCommand', { path: { id: server.id }, body, requestId, timeoutMs: 30_000 });
  const { body: command } = await order().catch((error: unknown) => (isFault(error) && error.retryable ? order() : Promise.reject(error as Error)));
  if (command.state === 'done') return String(command.result?.['user'] ?? 'root');
  const { fault } = command;
  throw fault
    ? new Fault(fault.code as FaultCode, fault.message, fault.details ? { details: fault.details } : {})
    : new Fault('timeout', `Server ${server.id} did not take the new password in time. See whether it answers, and try again.`);
}
