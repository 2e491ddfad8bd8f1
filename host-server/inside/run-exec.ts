import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { runningServer } from './entered-server.ts';
import { notSupportedHere } from './not-supported.ts';
import { runToEnd } from './run-to-end.ts';
import type { ExecResult } from './run-to-end.ts';

/** With an id the program runs at most once, and goes on when the caller goes away: somebody will ask again. */
export const runHostExec =
  (core: () => HostCore): HandlerOf<'host', 'runHostExec'> =>
  async ({ path, body, signal }) => {
    const { commands } = core();
    const run = async (until?: AbortSignal): Promise<ExecResult> => {
      const { driver } = await runningServer(core(), path.id);
      if (!driver.capabilities.exec) throw notSupportedHere(driver, 'run programs');
      return runToEnd(driver, path.id, body, until);
    };
    if (body.id === undefined) return { status: 200, body: await run(signal) };
    const order = { id: body.id, serverId: path.id, type: 'exec' as const };
    return { status: 200, body: (await commands.run(order, async () => ({ ...(await run()) }))) as unknown as ExecResult };
  };

