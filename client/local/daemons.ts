/**
 * The three services as detached processes of this machine, for `sampan up`; a machine with systemd may use the units
 * in docs/systemd instead. A pid alone may have been given to somebody else, so the record holds the process's start
 * time too, and nothing is ever signalled that does not match both. It also holds the build that the process was started
 * from, so that a service of an older build is started again.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalService } from './cloud.ts';

/** Starts the service unless it runs from this build, and waits until it answers. Answers whether it was started now. */
export async function startService(service: LocalService): Promise<boolean> {
  if (runningPid(service) !== undefined && recordOf(service)?.build !== currentBuild()) await stopService(service);
  const running = runningPid(service) !== undefined;
  if (!running) launch(service);
  await untilHealthy(service, startTimeoutMs);
  return !running;
}

/** Ends the service by TERM, and by KILL when it does not go. Answers whether it ran. */
export async function stopService(service: LocalService): Promise<boolean> {
  const pid = runningPid(service);
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    if (!(await untilGone(service, stopTimeoutMs))) {
      process.kill(pid, 'SIGKILL');
      await untilGone(service, stopTimeoutMs);
    }
  }
  rmSync(service.pidFile, { force: true });
  return pid !== undefined;
}

/** The pid of the service, if the process that was recorded still runs. */
export function runningPid(service: LocalService): number | undefined {
  const record = recordOf(service);
  return record && startTimeOf(record.pid) === record.startTime ? record.pid : undefined;
}

/** Does this very service answer on /healthz? */
export async function isHealthy(service: LocalService): Promise<boolean> {
  try {
    const answer = await fetch(`${service.url}/healthz`, { signal: AbortSignal.timeout(2000) });
    return answer.ok && ((await answer.json()) as { name?: unknown }).name === service.name;
  } catch {
    return false;
  }
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
const keptLogBytes = 16 * 1024 * 1024;

function recordOf(service: LocalService): { pid: number; startTime: string; build: string } | undefined {
  const [pid = '', startTime = '', build = ''] = (readText(service.pidFile) ?? '').trim().split(' ');
  return startTime === '' ? undefined : { pid: Number(pid), startTime, build };
}

/** The digest of the sources that install.sh wrote beside what it built. */
const currentBuild = (): string => (readText(fileURLToPath(new URL('../../.sampan-stamp', import.meta.url))) ?? '').trim();

function launch(service: LocalService): void {
  mkdirSync(dirname(service.logFile), { recursive: true, mode: 0o750 });
  mkdirSync(dirname(service.pidFile), { recursive: true, mode: 0o755 });
  rotate(service.logFile);
  const log = openSync(service.logFile, 'a', 0o640);
  const main = fileURLToPath(new URL(`../../${service.name}/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], ...service.env },
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${service.name} could not be started.`);
  writeFileSync(service.pidFile, `${child.pid} ${startTimeOf(child.pid) ?? ''} ${currentBuild()}\n`);
  child.unref();
}

async function untilHealthy(service: LocalService, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isHealthy(service))) {
    if (runningPid(service) === undefined) {
      throw new Error(`${service.name} ended while starting. The end of ${service.logFile}:\n${tail(service.logFile)}`);
    }
    if (Date.now() > deadline) throw new Error(`${service.name} does not answer at ${service.url}/healthz. See ${service.logFile}`);
    await sleep(50);
  }
}

async function untilGone(service: LocalService, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (runningPid(service) !== undefined) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Field 22 of /proc/PID/stat (proc(5)): clock ticks since boot; undefined when there is no such process, or a zombie. */
function startTimeOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

const tail = (path: string): string => (readText(path) ?? '').split('\n').slice(-8).join('\n');

function rotate(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > keptLogBytes) renameSync(path, `${path}.1`);
}
