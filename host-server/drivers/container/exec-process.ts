import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import { relayConsole, relayPidFile } from '../../process/process.ts';
import type { Processes } from '../../process/process.ts';
import type { ExecProcess, ExecRequest } from '../driver.ts';
import { programFault, lastRuntimeError } from './runtime-fault.ts';
import { unlimited } from './guest-process.ts';
import type { GuestUser } from './guest-user.ts';
import { ociText } from './oci-spec.ts';
import type { ServerPaths } from './server-paths.ts';

export interface ExecOptions {
  serverId: string;
  /** How the runtime's command line begins. */
  runtime: readonly string[];
  /** Whom it runs as, when not whom the server's own program does. */
  user?: GuestUser | undefined;
}

/** The part of a bundle's configuration that a further program takes over (runtime-spec, config.md, "Process"). */
interface OciProcess {
  args: string[];
  env: string[];
  cwd: string;
  user: GuestUser;
  terminal: boolean;
  rlimits: { type: string; soft: number | typeof unlimited; hard: number | typeof unlimited }[];
  consoleSize?: { height: number; width: number };
}

/**
 * Runs a program in a container as its own first process runs: same limits, filter and rights. What it is goes to the runtime
 * by a file that only root reads, because an environment may hold secrets. The runtime has ended when the program runs; the relay
 * that stays takes some hundred KiB.
 */
export async function execInContainer(processes: Processes, paths: ServerPaths, request: ExecRequest, options: ExecOptions): Promise<ExecProcess> {
  const folder = join(paths.run, 'exec', randomBytes(6).toString('hex'));
  const tidy = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const log = join(folder, 'log');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const { process } = JSON.parse(await readFile(paths.config, 'utf8')) as { process: OciProcess };
    await writeFile(join(folder, 'process.json'), ociText(execProcess(process, request, options.user)), { mode: 0o600 });
    const argv = [
      ...options.runtime, '--log', log, '--log-format', 'json', 'exec', '--detach',
      '--process', 'process.json', '--pid-file', relayPidFile, ...(request.tty ? ['--console-socket', relayConsole] : []), options.serverId,
    ];
    const relayed = await processes.relay(argv, { folder, ...(request.tty ? { tty: request.tty } : {}) });
    const exit = relayed.ended.then(async ({ started, code }) => {
      if (started) return code;
      throw execFault(await lastRuntimeError(log), options.serverId);
    }).finally(async () => {
      // Until then the relay finds in the folder whom it has to kill.
      await relayed.gone;
      await tidy();
    });
    exit.catch(() => undefined);
    const { stdio, stderr, resize, signal, kill } = relayed;
    return { stdio, stderr, exit, resize, signal, kill };
  } catch (error) {
    await tidy();
    throw error;
  }
}

/** The server's own process with what the request changes. Its init, if it has one, is not needed a second time. */
export function execProcess(own: OciProcess, request: ExecRequest, user: GuestUser | undefined): OciProcess {
  const { tty, env = {}, cwd } = request;
  const names = new Set([...Object.keys(env), ...(tty ? ['TERM'] : [])]);
  return {
    ...own,
    args: [...request.argv],
    env: [
      ...own.env.filter(pair => !names.has(pair.slice(0, pair.indexOf('=')))),
      ...Object.entries({ ...(tty ? { TERM: 'xterm' } : {}), ...env }).map(([name, value]) => `${name}=${value}`),
    ],
    cwd: cwd ?? own.cwd,
    user: user ?? own.user,
    terminal: tty !== undefined,
    rlimits: own.rlimits.map(({ type, soft, hard }) => ({ type, soft: exact(soft), hard: exact(hard) })),
    ...(tty ? { consoleSize: { height: tty.rows, width: tty.columns } } : {}),
  };
}

/** What reading made a rounded number of. */
const exact = (value: number | typeof unlimited): number | typeof unlimited => (typeof value === 'number' && value > Number.MAX_SAFE_INTEGER ? unlimited : value);

function execFault(reason: string, serverId: string): Fault {
  const program = programFault(reason);
  if (program) return new Fault('image-unusable', `Server ${serverId} cannot run '${program}': ${reason}. Check the program's name and path in its image.`, { details: { program } });
  return new Fault('command-failed', `Running a program in server ${serverId} failed: ${reason || 'the runtime gave no reason'}. Check that the server runs, its working directory and its limit of processes.`);
}
