import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { access, readFile, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { RuntimeName } from './oci-runtime.ts';
import type { ServerPaths } from './server-paths.ts';

/** What a runtime left on the machine about a container, judged as `runc state` judges it. */
export interface ContainerState {
  state: 'created' | 'running' | 'exited';
  pid: number;
  /** What made it. */
  runtime: RuntimeName;
}

/**
 * Reads the runtime's own file rather than asking `runc state`: a process costs 10 ms, and a host with 1,000 servers looks at
 * all of them. A container exists while that file does; it has ended when its first process is gone, is a zombie or
 * is another one under the same number (start times differ); it waits for its start while its fifo is there.
 */
export async function readContainerState(paths: ServerPaths): Promise<ContainerState | undefined> {
  const made = (await readRuncFile(paths)) ?? (await readCrunFile(paths));
  if (made === undefined) return undefined;
  const { pid, start, runtime } = made;
  if (!(await isAlive(pid, start))) return { state: 'exited', pid, runtime };
  const waits = await access(paths.execFifo).then(() => true, () => false);
  return { state: waits ? 'created' : 'running', pid, runtime };
}

/**
 * Lets a created container run, as `runc start` and `crun start` do. (Each costs a process, runc's 8 ms.) Answers whether it
 * did: not when the process had gone.
 *
 * @param untilGone waits for the end of the container's first process
 */
export const letRun = (paths: ServerPaths, runtime: RuntimeName, untilGone: () => Promise<void>): Promise<boolean> =>
  runtime === 'crun' ? letCrunRun(paths) : letRuncRun(paths, untilGone());

interface Made {
  pid: number;
  /** proc(5), field 22 of the process's stat. */
  start: number;
  runtime: RuntimeName;
}

async function readRuncFile(paths: ServerPaths): Promise<Made | undefined> {
  const text = await readFile(paths.runcState, 'utf8').catch(whenMissing);
  if (text === undefined) return undefined;
  const { init_process_pid: pid, init_process_start: start } = JSON.parse(text) as { init_process_pid: number; init_process_start: number };
  return { pid, start, runtime: 'runc' };
}

async function readCrunFile(paths: ServerPaths): Promise<Made | undefined> {
  const text = await readFile(paths.crunState, 'utf8').catch(whenMissing);
  if (text === undefined) return undefined;
  const { pid, 'process-start-time': start } = JSON.parse(text) as { pid: number; 'process-start-time': number };
  return { pid, start, runtime: 'crun' };
}

/** Under runc the first process waits until somebody reads its fifo, and who has read it removes it. */
async function letRuncRun(paths: ServerPaths, gone: Promise<void>): Promise<boolean> {
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

/**
 * Under crun the first process reads its fifo, and who has written to it removes it. It puts the system-call filter on and
 * becomes the program only then, and while it does no other program can be run beside it: so that is waited for.
 */
async function letCrunRun(paths: ServerPaths): Promise<boolean> {
  const made = await readCrunFile(paths);
  const before = made && (await programOf(made.pid));
  if (writeWhereRead(paths.execFifo)) {
    await rm(paths.execFifo, { force: true });
    if (made) await untilAnother(made.pid, before);
    return true;
  }
  // Nobody waits there: it has gone, or an earlier life of ours was killed between the word and the removal.
  if (made === undefined || !(await isAlive(made.pid, made.start))) return false;
  await rm(paths.execFifo, { force: true });
  return true;
}

/** Which file a process runs; undefined when it has ended. */
const programOf = async (pid: number): Promise<string | undefined> => {
  const file = await stat(`/proc/${pid}/exe`).catch(whenMissing);
  return file && `${file.dev}:${file.ino}`;
};

/** Nothing tells when a process becomes another program. One that cannot within a second is stopped from outside, and goes on later. */
async function untilAnother(pid: number, before: string | undefined): Promise<void> {
  for (const began = performance.now(); (await programOf(pid)) === before && performance.now() - began < 1000;) await new Promise((resolve) => setTimeout(resolve, 1));
}

function writeWhereRead(fifo: string): boolean {
  let writer: number;
  try {
    writer = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return false;
    throw error;
  }
  try {
    writeSync(writer, '0');
    return true;
  } finally {
    closeSync(writer);
  }
}

/** proc(5), /proc/pid/stat: the state is field 3, the start time field 22; the name before them may hold anything. */
async function isAlive(pid: number, start: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(whenMissing);
  if (line === undefined) return false;
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return !['Z', 'X', 'x'].includes(fields[0] ?? '') && Number(fields[19]) === start;
}

function whenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
  throw error;
}
