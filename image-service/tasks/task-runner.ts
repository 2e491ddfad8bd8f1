/**
 * Runs tasks in the background of this process and keeps them alive.
 *
 * A task whose process was killed is begun again: by the same node as soon as it is back, by any other once the heartbeat
 * is a minute old. One that took its process with it several times is given up, so that it cannot do so for ever.
 */
import pLimit from 'p-limit';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { beatTask, claimTask, findAbandoned } from './task-store.ts';
import type { Task, TaskProgress } from './task-store.ts';

/** What a task was given for this run alone, because it is not to be stored. */
export type Secrets = Readonly<Record<string, string>>;

export interface TaskWork {
  task: Task;
  secrets: Secrets | undefined;
  signal: AbortSignal;
  /** Changed in place; stored with the next heartbeat. */
  progress: TaskProgress;
}

export interface TaskRunnerOptions {
  db: Db;
  nodeId: string;
  now: () => Date;
  log: Logger;
  /** Does the work and ends the task's row in the transaction of its result. */
  run(work: TaskWork): Promise<void>;
  /** Ends the row, and whatever waits for it, with a reason. */
  fail(task: Task, reason: string): Promise<void>;
  parallel?: number;
  beatMs?: number;
}

export interface TaskRunner {
  /** Begins a task that was just inserted with this node's id; returns at once. */
  submit(task: Task, secrets?: Secrets): void;
  /** Gives up what is done for an image that is not wanted any more. */
  cancel(imageId: string): void;
  /** Takes up what is abandoned, now and from time to time. */
  start(): void;
  /** Interrupts what runs; it is taken up by the next process. */
  stop(): Promise<void>;
  /** When nothing runs. */
  idle(): Promise<void>;
}

export const staleMs = 60_000;
const maxAttempts = 3;

export function createTaskRunner({ db, nodeId, now, log, run, fail, parallel = 4, beatMs = 5000 }: TaskRunnerOptions): TaskRunner {
  const limit = pLimit(parallel);
  const running = new Map<string, { imageId: string; controller: AbortController; ended: Promise<void> }>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let stopped = false;

  const begin = (task: Task, secrets: Secrets | undefined): void => {
    const controller = new AbortController();
    const ended = work(task, secrets, controller).finally(() => running.delete(task.id));
    running.set(task.id, { imageId: task.imageId, controller, ended });
  };

  const work = async (task: Task, secrets: Secrets | undefined, controller: AbortController): Promise<void> => {
    const progress: TaskProgress = { phase: task.phase, bytesDone: 0, bytesTotal: null };
    const beat = async (): Promise<void> => {
      if (!(await beatTask(db, task.id, nodeId, progress, now().toISOString()))) controller.abort(lost);
    };
    // It beats while it waits for its turn, too: it is not abandoned then.
    const beats = setInterval(() => void beat().catch((error: unknown) => log.warn({ error, task_id: task.id }, 'the heartbeat of a task failed')), beatMs);
    beats.unref();
    try {
      await limit(async () => {
        controller.signal.throwIfAborted();
        await run({ task, secrets, signal: controller.signal, progress });
      });
      log.info({ task_id: task.id, image_id: task.imageId, type: task.type }, 'task done');
    } catch (error) {
      if (stopped || controller.signal.reason === lost) return;
      if (!isFault(error)) log.error({ error, task_id: task.id, request_id: task.requestId }, 'a task failed by an error of ours');
      const reason = isFault(error) ? error.message : 'An unexpected error happened in the image service; it is logged.';
      await fail(task, reason).catch((failure: unknown) => log.warn({ error: failure, task_id: task.id }, 'the failure of a task could not be stored; it is tried again'));
    } finally {
      clearInterval(beats);
    }
  };

  const look = async (): Promise<void> => {
    const at = now();
    for (const task of await findAbandoned(db, nodeId, new Date(at.getTime() - staleMs).toISOString(), [...running.keys()])) {
      if (stopped) return;
      if (task.attempts >= maxAttempts) {
        await fail(task, `It was interrupted ${task.attempts} times and is given up. Start it again.`);
      } else if (await inTransaction(db, (trx) => claimTask(trx, task, nodeId, at.toISOString()))) {
        log.info({ task_id: task.id, image_id: task.imageId }, 'an interrupted task is begun again');
        begin({ ...task, attempts: task.attempts + 1 }, undefined);
      }
    }
  };

  const lookSoon = (): void => {
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'looking for abandoned tasks failed; it is tried again'))
      .finally(() => {
        looking = undefined;
      });
  };

  return {
    submit: begin,
    cancel(imageId) {
      for (const { imageId: id, controller } of running.values()) if (id === imageId) controller.abort(new Fault('conflict', `The image ${imageId} was deleted.`));
    },
    start() {
      timer = setInterval(lookSoon, staleMs / 4);
      timer.unref();
      lookSoon();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
      for (const { controller } of running.values()) controller.abort(new Fault('unavailable', 'The image service is stopping.'));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
    async idle() {
      await looking;
      while (running.size > 0) await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

const lost = new Error('another process has taken the task over');
