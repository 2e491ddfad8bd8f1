/**
 * Orders that are not state run at most once: an id is on disk before its work begins, and comes back with the first
 * result for a day. What was under way when the host-server ended cannot be known to have happened, so it is `failed` and
 * says so, unless its kind knows how to go on (`resume`).
 */
import type { Db } from '../../openapi/serve/db.ts';
import { conflict, Fault, isFault, notFound } from '../../openapi/serve/fault.ts';
import type { FaultCode } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { WireFault } from '../servers/spec.ts';
import { findCommand, finishCommand, insertCommand, listRunningCommands, noteDetail, purgeCommands } from './command-store.ts';
import type { CommandRecord, CommandType } from './command-store.ts';

export interface CommandOrder {
  id: string;
  serverId: string;
  type: CommandType;
  detail?: Record<string, unknown>;
}

export type Result = Record<string, unknown>;

/** What the work of a command can do to its entry. */
export interface Entry {
  progress(percent: number): void;
  /** Written down before the work goes on. */
  note(detail: Record<string, unknown>): Promise<void>;
  /** Aborted when the host-server stops. */
  signal: AbortSignal;
}

export interface JournalOptions {
  db: Db;
  log: Logger;
  now: () => Date;
  keepMs?: number;
}

export class CommandJournal {
  readonly #options: JournalOptions;
  readonly #running = new Map<string, { done: Promise<Result>; progress: number | undefined }>();
  readonly #stopping = new AbortController();
  #purged = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Runs it, or answers what came of the first time. Rejects with the fault with which it failed. */
  async run(order: CommandOrder, work: (entry: Entry) => Promise<Result>): Promise<Result> {
    return (await this.begin(order, work)).done;
  }

  /** Like `run`, and answers when it is on disk. */
  async begin(order: CommandOrder, work: (entry: Entry) => Promise<Result>): Promise<{ done: Promise<Result> }> {
    const { db, now } = this.#options;
    const underWay = this.#running.get(order.id);
    if (underWay) return { done: underWay.done };
    // Taken before the row is: two requests with one id begin one work.
    let settle: (result: Promise<Result>) => void = () => undefined;
    const done = new Promise<Result>((resolve) => {
      settle = resolve;
    });
    done.catch(() => undefined);
    this.#running.set(order.id, { done, progress: undefined });
    try {
      await this.#purge();
      const { detail } = order;
      if (await insertCommand(db, { id: order.id, serverId: order.serverId, type: order.type, detail, createdAt: now().toISOString() })) {
        settle(this.#work(order.id, work));
      } else {
        this.#running.delete(order.id);
        settle(this.#known(order));
      }
      return { done };
    } catch (error) {
      this.#running.delete(order.id);
      settle(Promise.reject(error as Error));
      throw error;
    }
  }

  /** At the start: goes on with what `resume` knows, and closes what it does not. */
  async recover(resume: (command: CommandRecord) => Promise<((entry: Entry) => Promise<Result>) | undefined>): Promise<void> {
    const { db, log, now } = this.#options;
    for (const command of await listRunningCommands(db)) {
      const work = await resume(command);
      if (work) {
        const done = this.#work(command.id, work);
        this.#running.set(command.id, { done, progress: undefined });
        done.catch(() => undefined);
      } else {
        log.warn({ command_id: command.id, server_id: command.serverId, type: command.type }, 'a command was under way when the host-server ended; it is not run again');
        await finishCommand(db, command.id, { fault: interrupted(command), at: now().toISOString() });
      }
    }
  }

  /** Where a command stands; waits for its end for at most `waitMs`. */
  async look(serverId: string, id: string, waitMs = 0): Promise<CommandRecord & { progress?: number }> {
    const underWay = this.#running.get(id);
    if (underWay && waitMs > 0) await within(underWay.done, waitMs);
    const record = await findCommand(this.#options.db, id);
    if (!record || record.serverId !== serverId) throw notFound('command', id);
    const progress = this.#running.get(id)?.progress;
    return { ...record, ...(record.state === 'running' && progress !== undefined ? { progress } : {}) };
  }

  /** Tells what is under way that its time is over (what can go on later does), and waits a moment for it. */
  async stop(graceMs = 5_000): Promise<void> {
    this.#stopping.abort();
    await within(Promise.allSettled([...this.#running.values()].map(({ done }) => done)), graceMs);
  }

  async #work(id: string, work: (entry: Entry) => Promise<Result>): Promise<Result> {
    const { db, now, log } = this.#options;
    const entry: Entry = {
      signal: this.#stopping.signal,
      progress: (percent) => {
        const running = this.#running.get(id);
        if (running) running.progress = percent;
      },
      note: (detail) => noteDetail(db, id, detail),
    };
    try {
      const result = await work(entry);
      await finishCommand(db, id, { result, at: now().toISOString() });
      return result;
    } catch (error) {
      // It stays as it is: the next life goes on with it, or closes it.
      if (this.#stopping.signal.aborted) throw error;
      if (!isFault(error)) log.error({ error, command_id: id }, 'a command failed in a way that it should not');
      const fault = isFault(error) ? error : new Fault('internal', 'The command failed in an unexpected way; see the host-server’s log.');
      await finishCommand(db, id, { fault: wireFault(fault, now()), at: now().toISOString() });
      throw fault;
    } finally {
      this.#running.delete(id);
    }
  }

  async #known(order: CommandOrder): Promise<Result> {
    const record = await findCommand(this.#options.db, order.id);
    if (!record) throw conflict(`The command ${order.id} was kept for too long and is gone. Give a new id.`);
    if (record.serverId !== order.serverId || record.type !== order.type) {
      throw conflict(`The id ${order.id} is that of another command (${record.type} of server ${record.serverId}). Give a new id.`);
    }
    if (record.fault) throw faultOf(record.fault);
    if (record.state === 'running') throw faultOf(interrupted(record));
    return record.result ?? {};
  }

  async #purge(): Promise<void> {
    const { db, now, keepMs = 24 * 3_600_000 } = this.#options;
    if (now().getTime() - this.#purged < 3_600_000) return;
    this.#purged = now().getTime();
    await purgeCommands(db, new Date(now().getTime() - keepMs).toISOString());
  }
}

const interrupted = ({ type, serverId }: Pick<CommandRecord, 'type' | 'serverId'>): WireFault => ({
  code: 'command-failed',
  message: `The host-server ended while it ran ${type} for server ${serverId}. It may have taken effect, and it is not run again: look at the server, and order it anew under a new id.`,
});

const wireFault = ({ code, message, details }: Fault, now: Date): WireFault => ({
  code, message, at: now.toISOString(), ...(Object.keys(details).length > 0 ? { details } : {}),
});

const faultOf = ({ code, message, details }: WireFault): Fault => new Fault(code as FaultCode, message, { ...(details ? { details } : {}) });

async function within(event: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([event.then(() => undefined, () => undefined), late]);
  clearTimeout(timer);
}
