import { Fault } from '../../openapi/serve/fault.ts';
import type { ServerSet } from './find-set.ts';
import type { Cloud } from './open-cloud.ts';
import { createInbox, follow } from './wait-for-server.ts';

export interface SetWaitOptions {
  timeoutMs: number;
  signal: AbortSignal;
  /** The slow looks. */
  pollMs?: number;
  onLook?: (set: ServerSet) => void;
}

/**
 * The set once it has as many instances as are wanted, and all of them are ready. It is looked at with each event of the
 * project, and slowly besides. Throws its fault, `start-failed` when an instance is in ERROR, `timeout`, and the signal's
 * reason.
 */
export async function waitForSet(cloud: Cloud, id: string, { timeoutMs, signal, pollMs = 5000, onLook }: SetWaitOptions): Promise<ServerSet> {
  const stop = new AbortController();
  let seen: ServerSet | undefined;
  const timer = setTimeout(() => stop.abort(late(id, seen)), timeoutMs);
  const forward = (): void => stop.abort(signal.reason);
  signal.addEventListener('abort', forward, { once: true });
  if (signal.aborted) forward();
  const inbox = createInbox({ firstLookMs: pollMs, pollMs }, stop.signal);
  // An opened stream is a reason to look, too: what went by before it.
  const { failed } = follow(cloud, stop.signal, () => inbox.wake());
  try {
    for (;;) {
      await Promise.race([inbox.next(), failed]);
      seen = (await cloud.sampan.call('getSet', { path: { id }, signal: stop.signal })).body;
      onLook?.(seen);
      requireHope(seen);
      if (seen.status === 'READY') return seen;
    }
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', forward);
    inbox.stop();
    stop.abort();
  }
}

const late = (id: string, seen: ServerSet | undefined): Fault =>
  new Fault('timeout', `Set ${seen?.name ?? id} is not ready yet: ${seen?.ready ?? 0} of ${seen?.replicas ?? 0} instances are, and the others go on. See sampan set show ${id}.`, { retryable: false });

function requireHope({ name, fault, instances }: ServerSet): void {
  if (fault) throw new Fault(fault.code, fault.message, { retryable: false });
  const failed = instances.find(({ status, draining }) => status === 'ERROR' && !draining);
  if (failed) throw new Fault('start-failed', `Instance ${failed.name} of set ${name} is in ERROR. See sampan server why ${failed.id}.`, { retryable: false });
}
