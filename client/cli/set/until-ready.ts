import type { ServerSet } from '../../sdk/find-set.ts';
import { waitForSet } from '../../sdk/wait-for-set.ts';
import type { WatchContext } from '../server/watch.ts';

/** The set as it is, or with --wait once it is ready. */
export async function untilReady(set: ServerSet, { cloud, options, signal, progress }: WatchContext): Promise<ServerSet> {
  if (!options.wait) return set;
  try {
    const onLook = ({ name, ready, replicas }: ServerSet): void => progress.show(`${name}: ${ready} of ${replicas} ready`);
    return await waitForSet(cloud, set.id, { timeoutMs: options.timeout * 1000, signal, onLook });
  } finally {
    progress.clear();
  }
}
