/**
 * Asks servers that run how they are, as their specs say, and tells the region when that changes. Nothing is kept over a
 * restart of the host-server: a server is starting again until it has answered.
 */
import type { Driver } from '../drivers/driver.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { afterResult, newHealth, timesOf } from './health-state.ts';
import type { Health, HealthCheck, HealthState } from './health-state.ts';
import type { ServerRecord } from './spec-store.ts';

/** Reaches into a network namespace: rejects unless somebody answers there, and answers well where a path is asked for. */
export type Probe = (target: { netnsPath: string; address: string; port: number; path?: string; timeoutMs: number }) => Promise<void>;

export interface HealthWatchOptions {
  drivers: ReadonlyMap<string, Driver>;
  probe: Probe;
  /** A server's health has changed. */
  onChange: (serverId: string, health: Health, reason: string | undefined) => void;
  /** A server is unhealthy that is to be restarted then. */
  onUnhealthy: (serverId: string) => void;
  log: Logger;
}

export class HealthWatch {
  readonly #options: HealthWatchOptions;
  readonly #watched = new Map<string, Watched>();

  constructor(options: HealthWatchOptions) {
    this.#options = options;
  }

  /** As far as it is known, of a server that has a check. */
  of(serverId: string): Health | undefined {
    return this.#watched.get(serverId)?.state.health;
  }

  /** Takes notice of how a server is now: it begins, goes on, or ends to be asked. */
  follow(record: ServerRecord): void {
    const check = record.spec.container?.health;
    const key = JSON.stringify([check, record.outcome.startedAt]);
    const before = this.#watched.get(record.id);
    if (before?.key === key && record.status === 'running') return;
    this.forget(record.id);
    if (!check || record.status !== 'running') return;
    const address = record.spec.ports.flatMap((port) => port.fixed_ips.map((fixed) => fixed.ip_address)).find((each) => !each.includes(':')) ?? '127.0.0.1';
    const watched: Watched = { key, check, address, kind: record.spec.kind, state: newHealth, since: performance.now(), timer: undefined };
    this.#watched.set(record.id, watched);
    this.#askLater(record.id, watched, Math.min(1000, timesOf(check).intervalMs));
  }

  forget(serverId: string): void {
    clearTimeout(this.#watched.get(serverId)?.timer);
    this.#watched.delete(serverId);
  }

  stop(): void {
    for (const id of [...this.#watched.keys()]) this.forget(id);
  }

  #askLater(id: string, watched: Watched, delayMs: number): void {
    watched.timer = setTimeout(() => void this.#ask(id, watched), delayMs);
  }

  async #ask(id: string, watched: Watched): Promise<void> {
    const { onChange, onUnhealthy, log } = this.#options;
    const { intervalMs, retries, startPeriodMs } = timesOf(watched.check);
    const reason = await this.#probe(id, watched).then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (this.#watched.get(id) !== watched) return;
    const before = watched.state;
    watched.state = afterResult(before, reason === undefined, { retries, isStarting: performance.now() - watched.since < startPeriodMs });
    const { health } = watched.state;
    if (health !== before.health) {
      log.info({ server_id: id, health, ...(reason === undefined ? {} : { reason }) }, 'a server’s health has changed');
      onChange(id, health, reason);
      if (health === 'unhealthy' && watched.check.restart) {
        // Its next life is watched anew.
        this.forget(id);
        onUnhealthy(id);
        return;
      }
    }
    this.#askLater(id, watched, intervalMs);
  }

  async #probe(id: string, { check, address, kind }: Watched): Promise<void> {
    const driver = this.#options.drivers.get(kind);
    const { timeoutMs } = timesOf(check);
    if (!driver) return;
    if (check.exec) return runCheck(driver, id, check.exec, timeoutMs);
    const { state, pid } = await driver.observe(id);
    // One that was paused is not ill.
    if (state !== 'running') return;
    const target = { netnsPath: `/proc/${pid}/ns/net`, address, timeoutMs };
    if (check.http) await this.#options.probe({ ...target, port: check.http.port, path: check.http.path ?? '/' });
    else if (check.tcp) await this.#options.probe({ ...target, port: check.tcp.port });
  }
}

interface Watched {
  key: string;
  check: HealthCheck;
  address: string;
  kind: string;
  state: HealthState;
  since: number;
  timer: NodeJS.Timeout | undefined;
}

async function runCheck(driver: Driver, id: string, argv: readonly string[], timeoutMs: number): Promise<void> {
  if ((await driver.observe(id)).state === 'paused') return;
  const program = await driver.exec(id, { argv });
  let said = '';
  for (const stream of [program.stdio, program.stderr]) stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, 500)));
  program.stdio.on('error', () => undefined);
  program.stdio.end();
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    program.kill();
  }, timeoutMs);
  try {
    const code = await program.exit;
    if (code !== 0) throw new Error(`${argv[0]} ended with exit code ${code}: ${said.trim()}`);
  } catch (error) {
    throw isLate ? new Error(`${argv[0]} did not end within ${timeoutMs} ms`, { cause: error }) : error;
  } finally {
    clearTimeout(late);
  }
}
