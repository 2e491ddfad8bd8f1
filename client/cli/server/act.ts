import type { Body, Operation } from '../../../openapi/contracts.ts';
import { findServer } from '../../sdk/find.ts';
import type { WaitGoal } from '../../sdk/wait-for-server.ts';
import { eachOf } from '../each-of.ts';
import { requestIdOf } from '../request-id.ts';
import { withWatch } from './watch.ts';
import type { WatchContext } from './watch.ts';

/** Gives one action to several servers by Nova's action call, and waits when asked to. */
export async function actOnServers(
  context: WatchContext,
  names: readonly string[],
  action: Body<Operation<'compute', 'actOnServer'>>,
  goal: WaitGoal,
): Promise<void> {
  const { cloud } = context;
  const servers = await eachOf(names, (name) => findServer(cloud, name));
  await withWatch(context, async (watch) => {
    await eachOf(servers, async ({ id, name }) => {
      const answer = await cloud.compute.call('actOnServer', { path: { id }, body: action });
      await watch?.done({ id, name, requestId: requestIdOf(answer) }, goal);
    });
  });
}
