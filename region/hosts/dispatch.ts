/**
 * The push loop: hands specs to hosts until they are acknowledged.
 *
 * A wake names servers whose intent has just been committed. Each is read, pushed (PUT, idempotent) and marked as
 * acknowledged; a failed push is tried again with growing pauses while the host is up. Nothing here has to be remembered:
 * a host that was away tells by its heartbeat what it lacks, and a sweep finds what no process of the region has in hand,
 * for example after a crash between commit and push. One push a server at a time, several servers of a host at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import type { Client } from '../../openapi/call/call.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Ambient } from '../ambient.ts';
import { markDispatched } from '../events/action-store.ts';
import { markAcked, selectUndispatched } from '../servers/server-store.ts';
import type { ServerSpec } from '../wire.ts';
import type { HostClients } from './host-clients.ts';
import { selectHost } from './host-store.ts';
import type { Host } from './host-store.ts';
import { loadSpecs } from './load-specs.ts';

export interface Dispatcher {
  /** Pushes these servers' newest specs soon; answers at once. */
  wake(servers: readonly { id: string }[]): void;
  start(): void;
  /** Waits for what is in hand. */
  stop(): Promise<void>;
}

export interface DispatcherDeps {
  db: Db;
  ambient: Ambient;
  log: Logger;
  hosts: HostClients;
  /** Called before a spec is pushed: its host is to hold the maps of the networks that it is on. */
  prepare?: (host: Host, networkIds: readonly string[]) => Promise<void>;
  sweepMs?: number;
  firstPauseMs?: number;
}

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { db, ambient, log, hosts, sweepMs = 5000, firstPauseMs = 100 } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const limits = new Map<string, LimitFunction>();
  // Server id to its work; `again` when it was woken meanwhile, because what is being pushed may be old by now.
  const working = new Map<string, { again: boolean; done: Promise<void> }>();
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  const limitOf = (hostId: string): LimitFunction => {
    const limit = limits.get(hostId) ?? pLimit(pushesPerHost);
    limits.set(hostId, limit);
    return limit;
  };

  /** True when there is nothing more to push; false when it should be tried again. */
  const push = async (serverId: string): Promise<boolean> => {
    const [loaded] = await loadSpecs(db, [serverId]);
    if (!loaded) return true;
    const host = await selectHost(db, loaded.hostId);
    // A host that is down gets its specs when it is back: its heartbeat says what it lacks.
    if (!host || host.state === 'down') return true;
    await deps.prepare?.(host, [...new Set(loaded.spec.ports.map((port) => port.network_id))]);
    return limitOf(host.id)(() => put(hosts.of(host), loaded.spec, host.name));
  };

  const put = async (client: Client<'host'>, spec: ServerSpec, hostName: string): Promise<boolean> => {
    const sentAt = ambient.now();
    const about = { server_id: spec.id, generation: spec.generation, host: hostName, request_id: spec.request_id };
    try {
      await client.call('putServer', { path: { id: spec.id }, body: spec, requestId: spec.request_id, signal });
    } catch (error) {
      if (signal.aborted) return true;
      if (isFault(error) && error.code === 'stale-generation') return true;
      const hopeless = isFault(error) && error.status >= 400 && error.status < 500 && error.status !== 401 && !error.retryable;
      if (hopeless) log.error({ ...about, error }, 'the host refuses a spec; the next sweep sends it again');
      else log.info({ ...about, error }, 'a spec could not be pushed; it is tried again');
      return hopeless;
    }
    const durationMs = ambient.now().getTime() - sentAt.getTime();
    await inTransaction(db, async (trx) => {
      await markAcked(trx, spec.id, spec.generation);
      await markDispatched(trx, spec.id, spec.generation, sentAt.toISOString(), durationMs);
    });
    return true;
  };

  const work = async (serverId: string, state: { again: boolean }): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      state.again = false;
      const finished = await push(serverId).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ server_id: serverId, error }, 'a spec could not be read; it is tried again');
        return false;
      });
      if (finished && !state.again) break;
      if (finished) continue;
      failures += 1;
      if (failures === maxTries) break;
      await sleep(Math.min(firstPauseMs * 2 ** (failures - 1), 5000) * (0.5 + ambient.randomBytes(1).readUInt8() / 512), undefined, { signal }).catch(ignoreAbort);
    }
    // Here and not when the promise settles: a wake in between would be lost.
    working.delete(serverId);
  };

  const wake = (servers: readonly { id: string }[]): void => {
    if (signal.aborted) return;
    for (const { id } of servers) {
      const busy = working.get(id);
      if (busy) {
        busy.again = true;
        continue;
      }
      const state = { again: false, done: Promise.resolve() };
      working.set(id, state);
      state.done = work(id, state);
    }
  };

  const sweep = (): void => {
    if (signal.aborted) return;
    sweeping = selectUndispatched(db, sweepBatch)
      .then((found) => wake(found.filter(({ id }) => !working.has(id))))
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ error }, 'the sweep for lost pushes failed; the next one tries again');
      });
  };

  return {
    wake,
    start() {
      sweep();
      timer = setInterval(sweep, sweepMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await sweeping;
      await Promise.all([...working.values()].map(({ done }) => done));
    },
  };
}

const pushesPerHost = 8;
const maxTries = 8;
const sweepBatch = 500;

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
