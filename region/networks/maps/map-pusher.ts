/**
 * Hands networks' maps to hosts until all that are concerned hold the newest. A wake looks for networks whose map grew;
 * each is read, pushed to every host that lacks it and taken from hosts that it concerns no longer. Nothing has to be
 * remembered: what is not pushed stands in the tables, a sweep finds what a crash left, and a host's heartbeat says what
 * it really holds. One push a network at a time: changes that come meanwhile go out together, and so do those of a few
 * milliseconds, in which the specs of servers go first.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../../openapi/serve/db.ts';
import { isFault } from '../../../openapi/serve/fault.ts';
import type { Logger } from '../../../openapi/serve/log.ts';
import type { HostClients } from '../../hosts/host-clients.ts';
import { selectHostsById } from '../../hosts/host-store.ts';
import type { Host } from '../../hosts/host-store.ts';
import type { NetworkMap } from '../../wire.ts';
import { loadMap } from './load-map.ts';
import { forgetHolder, markPushed, noteHolder, selectHolders, selectUnpushed } from './map-store.ts';

export interface MapPusher {
  /** Pushes soon whatever has grown; answers at once. */
  wake(): void;
  /** Has the host hold these networks' maps, before it is given a server that is on them; a failure is left to the sweep. */
  ready(host: Host, networkIds: readonly string[]): Promise<void>;
  start(): void;
  /** Waits for what is in hand. */
  stop(): Promise<void>;
}

export interface MapPusherDeps {
  db: Db;
  log: Logger;
  hosts: HostClients;
  sweepMs?: number;
  firstPauseMs?: number;
  /** What comes within that time goes out together. */
  gatherMs?: number;
}

export function createMapPusher({ db, log, hosts, sweepMs = 5000, firstPauseMs = 100, gatherMs = 15 }: MapPusherDeps): MapPusher {
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;

  /** True when the host has it, or will tell by its heartbeat that it has not. */
  const put = async (host: Host, map: NetworkMap): Promise<boolean> => {
    if (host.state === 'down') return true;
    try {
      await hosts.of(host).call('putNetwork', { path: { id: map.id }, body: map, signal });
    } catch (error) {
      if (signal.aborted) return false;
      if (!(isFault(error) && error.code === 'stale-generation')) {
        log.info({ network_id: map.id, revision: map.revision, host: host.name, error }, 'a network map could not be pushed; it is tried again');
        return false;
      }
    }
    await noteHolder(db, map.id, host.id, map.revision);
    return true;
  };

  const forget = async (networkId: string, hostId: string): Promise<boolean> => {
    const [host] = await selectHostsById(db, [hostId]);
    if (host?.state === 'down') return true;
    if (host) {
      try {
        await hosts.of(host).call('deleteNetwork', { path: { id: networkId }, signal });
      } catch (error) {
        if (signal.aborted) return false;
        if (!(isFault(error) && error.status === 404)) {
          log.info({ network_id: networkId, host: host.name, error }, 'a host could not be told to forget a network; it is tried again');
          return false;
        }
      }
    }
    await forgetHolder(db, networkId, hostId);
    return true;
  };

  const push = async (networkId: string): Promise<boolean> => {
    const loaded = await loadMap(db, networkId);
    const holders = await selectHolders(db, networkId);
    const concerned = new Set(loaded?.hosts.map(({ id }) => id));
    const lacking = loaded?.hosts.filter(({ id }) => (holders.get(id) ?? 0) < loaded.map.revision) ?? [];
    const outcomes = await Promise.all([
      ...lacking.map((host) => put(host, (loaded as NonNullable<typeof loaded>).map)),
      ...[...holders.keys()].filter((id) => !concerned.has(id)).map((id) => forget(networkId, id)),
    ]);
    const done = outcomes.every(Boolean);
    if (done && loaded) await markPushed(db, networkId, loaded.map.revision);
    return done;
  };

  const work = async (networkId: string): Promise<boolean> => {
    for (let failures = 0; failures < maxTries && !signal.aborted; failures += 1) {
      const done = await push(networkId).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ network_id: networkId, error }, 'a network map could not be read; it is tried again');
        return false;
      });
      if (done) {
        working.delete(networkId);
        return true;
      }
      await sleep(Math.min(firstPauseMs * 2 ** failures, 2000), undefined, { signal }).catch(() => undefined);
    }
    working.delete(networkId);
    return false;
  };

  const look = async (): Promise<void> => {
    do {
      again = false;
      const found = await selectUnpushed(db, batch);
      const idle = found.filter((id) => !working.has(id));
      for (const id of idle) {
        // What grew while it was pushed goes out at once; what failed waits for the sweep.
        const done = work(id).then((isDone) => {
          if (isDone && idle.length > 0) wake();
        });
        working.set(id, done);
      }
    } while (again && !signal.aborted);
  };

  const wake = (): void => {
    if (signal.aborted) return;
    again = true;
    looking ??= sleep(gatherMs, undefined, { signal })
      .then(look)
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ error }, 'looking for network maps to push failed; the next look tries again');
      })
      .finally(() => {
        looking = undefined;
      });
  };

  const ready = async (host: Host, networkIds: readonly string[]): Promise<void> => {
    for (const networkId of networkIds) {
      if ((await selectHolders(db, networkId)).has(host.id)) continue;
      const loaded = await loadMap(db, networkId);
      if (loaded) await put(host, loaded.map);
    }
  };

  return {
    wake,
    ready,
    start() {
      wake();
      timer = setInterval(wake, sweepMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await looking;
      await Promise.all(working.values());
    },
  };
}

const maxTries = 5;
const batch = 100;
