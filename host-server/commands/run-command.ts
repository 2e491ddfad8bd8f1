import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { accessOf, heldServer, runningServer } from '../inside/entered-server.ts';
import { commandView } from './command-view.ts';
import type { Entry, Result } from './journal.ts';

/** How long an order is waited for; callers give up a little later, and ask again. */
const patienceMs = 20_000;

export const runCommand =
  (core: () => HostCore): HandlerOf<'host', 'runCommand'> =>
  async ({ path, body }) => {
    const { commands, snapshots } = core();
    await heldServer(core(), path.id);
    const order = { id: body.id, serverId: path.id, type: body.type };
    const work = {
      'set-password': async (): Promise<Result> => {
        if (body.password_hash === undefined) throw badRequest('set-password needs password_hash.', { field: 'password_hash' });
        const access = accessOf(await runningServer(core(), path.id), 'be given a password');
        return { user: await access.setPassword(path.id, { user: body.user, hash: body.password_hash }) };
      },
      'snapshot': async (entry: Entry): Promise<Result> => {
        if (body.image_id === undefined) throw badRequest('snapshot needs image_id.', { field: 'image_id' });
        const { record, driver } = await heldServer(core(), path.id);
        return snapshots.run({ commandId: body.id, imageId: body.image_id, record, driver }, entry);
      },
    }[body.type];
    const { done } = await commands.begin(order, work);
    done.catch(() => undefined); // How it ended stands in the answer.
    return { status: 200, body: commandView(await commands.look(path.id, body.id, patienceMs)) };
  };

export const getCommand =
  (core: () => HostCore): HandlerOf<'host', 'getCommand'> =>
  async ({ path, query }) => ({ status: 200, body: commandView(await core().commands.look(path.id, path.command_id, query.wait_ms)) });
