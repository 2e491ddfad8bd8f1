import { readFile, rm } from 'node:fs/promises';
import { Fault, toFault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import { lastRuntimeError, programFault } from './runtime-fault.ts';
import type { ServerPaths } from './server-paths.ts';

export interface ConmonOptions {
  serverId: string;
  /** How the runtime's command line begins. */
  runtime: readonly string[];
  exitsDir: string;
  /** When the log reaches that, conmon begins it anew: the file is never longer, and the newest lines are in it. */
  logMaxBytes: number;
}

/**
 * Creates the container of a bundle under a conmon of its own, which holds its output and tells its exit code by a file,
 * and which lives as long as the container does, whatever becomes of the host-server. Answers the pid of the container's
 * first process; it waits for its start.
 */
export async function createUnderConmon(processes: Processes, paths: ServerPaths, options: ConmonOptions): Promise<number> {
  await Promise.all([paths.exitFile, paths.runtimeLog, paths.started].map(path => rm(path, { force: true })));
  const [program = '', ...before] = options.runtime;
  const argv = [
    'conmon',
    '--api-version', '1',
    '--cid', options.serverId,
    '--cuuid', options.serverId,
    '--name', options.serverId,
    '--runtime', program,
    ...[...before, '--log', paths.runtimeLog, '--log-format', 'json'].flatMap(argument => ['--runtime-arg', argument]),
    '--bundle', paths.run,
    '--persist-dir', paths.run,
    '--container-pidfile', paths.pidFile,
    '--conmon-pidfile', paths.conmonPidFile,
    '--exit-dir', options.exitsDir,
    '--socket-dir-path', paths.sockets,
    '--log-path', `k8s-file:${paths.log}`,
    '--log-size-max', String(options.logMaxBytes),
    // The log is a guest's: a power cut may lose its last lines, and no stop waits for the disk.
    '--no-sync-log',
  ];
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', _OCI_SYNCPIPE: '3' };
  let report: string;
  try {
    // conmon leaves a file called `oom` where it stands when the kernel kills for memory.
    report = (await processes.run(argv, { report: true, env, cwd: paths.run, timeoutMs: 60_000 })).report;
  } catch (error) {
    throw toFault(error, 'start-failed', `Starting conmon for server ${options.serverId} failed`);
  }
  const { data: pid = -1, message = '' } = parseReport(report);
  if (pid > 0) return pid;
  throw createFault(message || (await lastRuntimeError(paths.runtimeLog)));
}

/** The conmon of a server, if its pid file is there and that process is still the conmon of this bundle. */
export async function conmonPid(paths: ServerPaths): Promise<number | undefined> {
  const pid = Number(await readFile(paths.conmonPidFile, 'utf8').catch(whenMissing));
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(whenMissing)).split('\0');
  return argv.includes(paths.run) ? pid : undefined;
}

function createFault(reason: string): Fault {
  const program = programFault(reason);
  if (program !== undefined) {
    return new Fault('image-unusable', `The image cannot run '${program}': ${reason}. Check its Entrypoint and Cmd, or give the server another command.`, {
      details: { program },
    });
  }
  return new Fault('start-failed', `Creating the container failed: ${reason || 'the runtime gave no reason'}. See the host-server's log and sampan doctor.`);
}

/** With API version 1 the pid is called `data`; it is -1, with a message, when the runtime refused. */
function parseReport(report: string): { data?: number; message?: string } {
  if (report.trim() === '') return {};
  try {
    return JSON.parse(report) as { data?: number; message?: string };
  } catch (error) {
    throw new Fault('start-failed', `conmon reported what cannot be read: ${report.slice(0, 200)}. Check conmon's version (2.1 is known to work).`, { cause: error });
  }
}

function whenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
  throw error;
}
