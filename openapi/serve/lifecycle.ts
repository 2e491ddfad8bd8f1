import type { Logger } from './log.ts';
import { isFault } from './fault.ts';

export interface Running {
  stop(): Promise<void>;
}

export interface ServiceLife {
  name: string;
  start(): Promise<Running>;
  log: Logger;
}

/**
 * Runs a service as this process: starts it, waits for SIGTERM or SIGINT, stops it in good order and exits 0. A fault at
 * start-up is one line on standard error and exit 1. What nobody caught is a bug: it is logged and the process dies,
 * because the supervisor's restart finds a sound state and a limping process may not.
 */
export async function runService({ name, start, log }: ServiceLife): Promise<void> {
  process.on('uncaughtException', (error) => die(log, error, 'uncaught exception'));
  process.on('unhandledRejection', (reason) => die(log, reason, 'unhandled rejection'));
  const stopAsked = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  let running: Running;
  try {
    running = await start();
  } catch (error) {
    process.stderr.write(`${name} cannot start: ${oneLine(error)}\n`);
    if (!isFault(error)) log.fatal({ error }, `${name} cannot start`);
    process.exit(1);
  }
  log.info(`${name} is ready`);
  const signal = await stopAsked;
  log.info({ signal }, `${name} stops`);
  // A second signal, from an impatient operator, does not wait.
  process.once(signal, () => process.exit(130));
  await running.stop();
  log.info(`${name} has stopped`);
  process.exit(0);
}

function die(log: Logger, error: unknown, what: string): never {
  log.fatal({ error }, what);
  process.exit(70);
}

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error && !error.message.includes(error.cause.message) ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`.replaceAll(/\s*\n\s*/g, ' ');
}
