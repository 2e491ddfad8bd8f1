import type { Operation, Query } from '../../openapi/contracts.ts';
import { notSupportedHere } from './not-supported.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import type { ExecRequest } from '../drivers/driver.ts';
import { runningServer } from './entered-server.ts';
import { acceptSocket, joinExec } from './exec-socket.ts';

/** The program is started before the upgrade is answered, so what keeps it from starting is an ordinary refusal. */
export const openHostExec =
  (core: () => HostCore): HandlerOf<'host', 'openHostExec'> =>
  async ({ path, query, log, signal }) => {
    const { driver } = await runningServer(core(), path.id);
    if (!driver.capabilities.exec) throw notSupportedHere(driver, 'run programs');
    const program = await driver.exec(path.id, execRequest(query));
    if (signal.aborted) program.kill();
    return {
      status: 101,
      upgrade: (connection) => acceptSocket(connection, (socket) => joinExec(socket, program, { idleMs: core().execIdleMs, log })),
    };
  };

function execRequest({ command, env = [], member, user, cwd, tty, columns = 80, rows = 24 }: Query<Operation<'host', 'openHostExec'>>): ExecRequest {
  const pairs = env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return {
    argv: command,
    ...(env.length > 0 ? { env: Object.fromEntries(pairs) } : {}),
    ...(member === undefined ? {} : { member }),
    ...(user === undefined ? {} : { user }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(tty ? { tty: { columns, rows } } : {}),
  };
}
