import { followEvents } from '../../openapi/call/sse.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { ServerSet } from './find-set.ts';
import type { Cloud } from './open-cloud.ts';

export interface SetWaitOptions {
  timeoutMs: number;
  signal: AbortSignal;
  onLook?: (set: ServerSet) => void;
}

/**
 * The set once it has as many instances as are wanted, and all of them are ready. It is looked at with each event of the
 * project. Throws its fault, `start-failed` when an instance is in ERROR, and `timeout`.
 */
export async function waitForSet(cloud: Cloud, id: string, { timeoutMs, signal, onLook }: SetWaitOptions): Promise<ServerSet> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  const forward = (): void => stop.abort();
  signal.addEventListener('abort', forward, { once: true });
  let seen: ServerSet | undefined;
  const isReady = async (): Promise<boolean> => {
    seen = (await cloud.sampan.call('getSet', { path: { id } })).body;
    onLook?.(seen);
    requireHope(seen);
    return seen.status === 'READY';
  };
  try {
    const events = followEvents({
      signal: stop.signal,
      open: async (lastEventId, opening) => {
        const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
        const { body } = await cloud.sampan.stream('streamEvents', { headers, signal: opening, query: {} });
        // What went by before the stream was open, or while it was cut.
        if (await isReady()) stop.abort(done);
        return body;
      },
    });
    while (!(await events.next()).done) if (await isReady()) stop.abort(done);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', forward);
    stop.abort();
  }
  if (seen && stop.signal.reason === done) return seen;
  throw new Fault('timeout', `Set ${seen?.name ?? id} is not ready yet: ${seen?.ready ?? 0} of ${seen?.replicas ?? 0} instances are, and the others go on. See sampan set show ${id}.`, { retryable: false });
}

const done = 'ready';

function requireHope({ name, fault, instances }: ServerSet): void {
  if (fault) throw new Fault(fault.code, fault.message, { retryable: false });
  const failed = instances.find(({ status }) => status === 'ERROR');
  if (failed) throw new Fault('start-failed', `Instance ${failed.name} of set ${name} is in ERROR. See sampan server why ${failed.id}.`, { retryable: false });
}
