import type { Duplex, Readable } from 'node:stream';

/**
 * The only way in which the host-server starts other programs and asks the kernel for mounts. Spawning from a Node
 * process costs more the more memory it holds (2 ms small, 44 ms with 1 GiB touched) and stops the event loop meanwhile,
 * so a small native helper does it, asked over a pipe (1-2 ms at any size).
 */
export interface Processes {
  /** Runs a program to its end. Rejects with a fault when it cannot be started, times out, or fails (unless `allowFailure`). */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /**
   * Starts a program whose input and output are a stream, for data too large to hold: `zstd -dc`, `tar -x`. One that
   * cannot be started rejects here or in `done`.
   */
  open(argv: readonly string[], options?: OpenOptions): Promise<OpenProcess>;
  /**
   * Starts a program inside a container by a runtime's detached exec, and carries its input and output. `argv` is the
   * runtime's command line, run in `folder`, to which it writes the program's pid (`relayPidFile`) and whose `relayConsole`
   * is the socket to which it sends the terminal, when there is to be one.
   */
  relay(argv: readonly string[], options: RelayOptions): Promise<Relayed>;
  /**
   * The command line under which a program sees control groups of version 1 alone on a machine with the hybrid layout,
   * whoever starts it.
   */
  withPlainGroups(argv: readonly string[]): string[];
  /** mount(2). `type` overlay, tmpfs, none (bind) …; `data` is the file system's option string. */
  mount(mount: MountRequest): Promise<void>;
  /** Mounts the file system that is in a file, through a loop device that goes with the mount. */
  mountDisk(disk: DiskRequest): Promise<void>;
  /** Connects in another network namespace, and with a path asks there by HTTP. Rejects with what went wrong. */
  probe(probe: ProbeRequest): Promise<void>;
  /**
   * umount2(2) with MNT_DETACH; nothing happens when it is not mounted. Resolves when it is out of the tree; the kernel
   * may go on writing back that file system after that.
   */
  unmount(target: string): Promise<void>;
  /** Resolves when that process is gone (pidfd, so a reused pid is no danger once it was opened); at once if it is not there. */
  waitForExit(pid: number): Promise<void>;
  /** Ends the helper. Programs that were started detached live on. */
  close(): Promise<void>;
}

export interface OpenOptions {
  cwd?: string;
  /** The whole environment; default PATH only. */
  env?: Record<string, string>;
  /** Default 30,000. The program and its group are killed after that and the call rejects with a `timeout` fault. */
  timeoutMs?: number;
  /** Answer a non-zero exit code instead of rejecting. */
  allowFailure?: boolean;
}

export interface RelayOptions {
  folder: string;
  tty?: { columns: number; rows: number };
}

/** A program that is being relayed: as `ExecProcess` of the drivers, but that a failed start is told by the runtime's exit code. */
export interface Relayed {
  stdio: Duplex;
  stderr: Readable;
  /** Settles when the program, or the runtime that was to start it, has ended. */
  ended: Promise<{ started: boolean; code: number }>;
  /** Resolves when the relay itself has ended, and uses its folder no more: also after `kill`, which it does with what it reads there. */
  gone: Promise<void>;
  resize(columns: number, rows: number): void;
  signal(number: number): void;
  kill(): void;
}

export const relayPidFile = 'pid';
export const relayConsole = 'console';

export interface RunOptions extends OpenOptions {
  input?: string;
  /**
   * Gives the program descriptor 3 to write one line to, and waits for that line (or for its end) besides the exit.
   * For programs that put themselves into the background and report from there.
   */
  report?: boolean;
}

export interface RunResult {
  code: number;
  /** At most 1 MiB each; what a program says beyond that is dropped. */
  stdout: string;
  stderr: string;
  /** What was written to descriptor 3, when `report` was asked for. */
  report: string;
}

export interface OpenProcess {
  /** Write its stdin, read its stdout. Ending the writing side is its end of file; destroying it takes both away. */
  stream: Duplex;
  /** Settles when the program has ended, as `run` does. */
  done: Promise<RunResult>;
}

export interface MountRequest {
  source: string;
  target: string;
  type: string;
  flags?: readonly MountFlag[];
  data?: string;
  /** Where relative paths in `data` start: the kernel takes one page of options, too little for many long paths. */
  cwd?: string;
}

export interface ProbeRequest {
  netnsPath: string;
  /** IPv4. */
  address: string;
  port: number;
  path?: string;
  timeoutMs: number;
}

export interface DiskRequest {
  image: string;
  target: string;
  type: string;
  /** The file system's option string. */
  data?: string;
}

export type MountFlag = 'bind' | 'ro' | 'nosuid' | 'nodev' | 'noexec' | 'remount' | 'rec';
