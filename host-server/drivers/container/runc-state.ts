import { constants, openSync } from 'node:fs';
import { access, readFile, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { ServerPaths } from './server-paths.ts';

/** What runc left on the machine about a container, judged as `runc state` judges it. */
export interface RuncState {
  state: 'created' | 'running' | 'exited';
  pid: number;
}

/**
 * Reads runc's state file rather than asking `runc state`: a process costs 10 ms, and a host with 1,000 servers looks at
 * all of them. A container exists while its state file does; it has ended when its first process is gone, is a zombie or
 * is another one under the same number (start times differ); it waits for its start while its fifo is there.
 */
export async function readRuncState(paths: ServerPaths): Promise<RuncState | undefined> {
  const text = await readFile(paths.runcState, 'utf8').catch(whenMissing);
  if (text === undefined) return undefined;
  const { init_process_pid: pid, init_process_start: start } = JSON.parse(text) as { init_process_pid: number; init_process_start: number };
  if (!(await isAlive(pid, start))) return { state: 'exited', pid };
  const waits = await access(paths.execFifo).then(() => true, () => false);
  return { state: waits ? 'created' : 'running', pid };
}

/**
 * Lets a created container run, as `runc start` does: its first process waits until somebody reads its fifo, and who has
 * read it removes it. (`runc start` costs a process of 8 ms.) Answers whether it did: not when the process had gone.
 *
 * @param gone settles when the container's first process has ended
 */
export async function letRun(paths: ServerPaths, gone: Promise<void>): Promise<boolean> {
  // For reading and writing, which never blocks, while opening for reading waits for a writer that may have died.
  const fifo = openSync(paths.execFifo, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = new Socket({ fd: fifo, readable: true, writable: false });
  try {
    const told = new Promise<true>((resolve, reject) => reader.once('data', () => resolve(true)).once('error', reject));
    // A short program has ended before its word was read from the fifo, where it stays: it gets a moment more.
    const late = gone.then(() => new Promise<false>(resolve => setTimeout(resolve, 50, false)));
    if (!(await Promise.race([told, late]))) return false;
    await rm(paths.execFifo, { force: true });
    return true;
  } finally {
    reader.destroy();
  }
}

/** proc(5), /proc/pid/stat: the state is field 3, the start time field 22; the name before them may hold anything. */
async function isAlive(pid: number, start: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(whenMissing);
  if (stat === undefined) return false;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return !['Z', 'X', 'x'].includes(fields[0] ?? '') && Number(fields[19]) === start;
}

function whenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
  throw error;
}
