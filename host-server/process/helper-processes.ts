/**
 * `Processes` and `Links` by the native helper (helper.c). One helper serves the whole host-server. It is started with the first
 * request and again with the next one should it ever die; requests that were under way then reject as `unavailable`, and
 * their callers, being idempotent, ask again. An idle helper does not keep Node's event loop alive.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getSystemErrorName } from 'node:util';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Server, Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { Fault } from '../../openapi/serve/fault.ts';
import { encodeRequest, operation, replyReader } from './frames.ts';
import type { Field, FieldReader, Reply } from './frames.ts';
import type { HandTapRequest, Launcher, LaunchRequest } from './launch.ts';
import type { Door, DoorRequest, Doors } from './doors.ts';
import type { InsideRequest, Links, VethRequest } from './links.ts';
import { relayConsole, relayPidFile } from './process.ts';
import type { DiskRequest, MountFlag, MountRequest, OpenOptions, OpenProcess, ProbeRequest, Processes, RelayOptions, Relayed, RunOptions, RunResult } from './process.ts';
import { relayOver } from './relay.ts';

export class HelperProcesses implements Processes, Links, Launcher, Doors {
  #helperPath: string;
  #helper: RunningHelper | undefined;
  #socketDir: string | undefined;
  #nextId = 0;
  #sockets = 0;
  #closed = false;

  /** @param helperPath the binary that `buildHelper` made. */
  constructor(helperPath: string) {
    this.#helperPath = helperPath;
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return this.#spawn(argv, options, '');
  }

  async open(argv: readonly string[], options: OpenOptions = {}): Promise<OpenProcess> {
    this.#socketDir ??= mkdtempSync(join(tmpdir(), 'sampan-'));
    const path = join(this.#socketDir, String((this.#sockets += 1)));
    const server = createServer({ allowHalfOpen: true });
    try {
      await listening(server, path);
      const done = this.#spawn(argv, options, path);
      const stream = await Promise.race([connection(server), failureOf(done)]);
      return { stream, done };
    } finally {
      server.close();
      await rm(path, { force: true });
    }
  }

  async relay(argv: readonly string[], { folder, tty }: RelayOptions): Promise<Relayed> {
    const { stream, done } = await this.open([this.#helperPath, 'relay', tty ? relayConsole : '', relayPidFile, ...argv], { cwd: folder, timeoutMs: 0 });
    const relayed = relayOver(stream, done.then(() => undefined));
    if (tty) relayed.resize(tty.columns, tty.rows);
    return relayed;
  }

  async openDoor({ netnsPath, address, port, socketPath, tag }: DoorRequest): Promise<Door> {
    const argv = ['nsenter', `--net=${netnsPath}`, this.#helperPath, 'door', address, String(port), socketPath, tag];
    const { stream, done } = await this.open(argv, { timeoutMs: 0, allowFailure: true });
    const ended = done.then(() => undefined, () => undefined);
    stream.on('error', () => stream.destroy());
    const isReady = await Promise.race([once(stream, 'data').then(() => true, () => false), ended.then(() => false)]);
    if (!isReady) {
      const { code, stderr } = await done;
      throw new Fault('network-failed', `The door at ${address}:${port} in ${netnsPath} could not be opened: it ended with code ${code}. ${stderr.trim()}`.trim());
    }
    return {
      ended,
      close: async () => {
        stream.destroy();
        await ended;
      },
    };
  }

  withPlainGroups(argv: readonly string[]): string[] {
    return [this.#helperPath, 'plain-groups', ...argv];
  }

  async mount(mount: MountRequest): Promise<void> {
    const bits = (mount.flags ?? []).reduce((sum, flag) => sum | mountFlagBits[flag], 0);
    const fields = [bits, mount.cwd ?? '', mount.source, mount.target, mount.type, mount.data ?? ''];
    await this.#ask(operation.mount, fields, `Mounting ${mount.type} on ${mount.target}`);
  }

  async mountDisk({ image, target, type, data = '' }: DiskRequest): Promise<void> {
    await this.#ask(operation.disk, [image, target, type, data], `Mounting the disk ${image} on ${target}`);
  }

  async probe({ netnsPath, address, port, path = '', timeoutMs }: ProbeRequest): Promise<void> {
    await this.#ask(operation.probe, [port, timeoutMs, netnsPath, address, path], `Asking ${address}:${port}${path}`);
  }

  async unmount(target: string): Promise<void> {
    await this.#ask(operation.unmount, [target], `Unmounting ${target}`);
  }

  async waitForExit(pid: number): Promise<void> {
    await this.#ask(operation.wait, [pid], `Waiting for process ${pid}`);
  }

  async makeVeth({ mtu, netnsPath = '', name, alias, master = '', guestNetnsPath, innerName, macAddress }: VethRequest): Promise<void> {
    await this.#ask(operation.veth, [mtu, netnsPath, name, alias, master, guestNetnsPath, innerName, macAddress], `Making the wire ${name}`);
  }

  async setUpInside(inside: InsideRequest): Promise<void> {
    const fields = [inside.offload ? 0 : 1, inside.netnsPath, inside.name, inside.addresses, inside.routes];
    await this.#ask(operation.setup, fields, `Setting up ${inside.name} in ${inside.netnsPath}`);
  }

  async deleteLinks(netnsPath: string | undefined, names: readonly string[]): Promise<void> {
    await this.#ask(operation.unlink, [netnsPath ?? '', names], `Deleting the network devices ${names.join(', ')}`);
  }

  async launch(request: LaunchRequest): Promise<void> {
    const { uid, gid, pidFile, exitFile, logFile, output, groups = [], cgroupFiles = [], taps = [], wiring, argv } = request;
    const fields = [
      uid, gid, wiring?.offload ? 1 : 0, output.maxBytes, pidFile, exitFile, logFile, output.file, wiring?.netnsPath ?? '', wiring?.master ?? '', groups.map(String), cgroupFiles,
      taps.flatMap(tap => [tap.deviceName, tap.alias, String(tap.mtu)]), argv, [`PATH=${defaultPath}`],
    ];
    await this.#ask(operation.launch, fields, `Launching ${argv[0] ?? 'nothing'}`);
  }

  async handTap({ tap, wiring, socketPath }: HandTapRequest): Promise<void> {
    const fields = [wiring.offload ? 1 : 0, wiring.netnsPath ?? '', wiring.master ?? '', tap.deviceName, tap.alias, String(tap.mtu), socketPath];
    await this.#ask(operation.hand, fields, `Handing over the tap ${tap.deviceName}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const helper = this.#helper;
    if (helper) {
      helper.child.ref();
      helper.child.stdin.end();
      await helper.ended;
    }
    if (this.#socketDir) rmSync(this.#socketDir, { recursive: true, force: true });
  }

  async #spawn(argv: readonly string[], options: RunOptions, socketPath: string): Promise<RunResult> {
    const timeoutMs = options.timeoutMs ?? 30_000;
    const env = Object.entries(options.env ?? { PATH: defaultPath }).map(([name, value]) => `${name}=${value}`);
    const fields = [
      timeoutMs, options.report ? 1 : 0, options.cwd ?? '', socketPath, argv, env, options.input ?? '',
    ];
    const name = argv[0] ?? 'nothing';
    const answer = await this.#ask(operation.spawn, fields, `Running ${name}`);
    const result = readResult(answer);
    if (result.timedOut) {
      throw new Fault('timeout', `${name} did not end within ${timeoutMs} ms and was killed. Look at the machine's load.`, {
        details: { program: name, timeoutMs, stderr: tail(result.stderr) },
      });
    }
    if (result.code !== 0 && !options.allowFailure) {
      throw new Fault('internal', `${name} failed with exit code ${result.code}: ${tail(result.stderr) || 'it said nothing'}`, {
        details: { program: name, code: result.code, stderr: tail(result.stderr) },
      });
    }
    return { code: result.code, stdout: result.stdout, stderr: result.stderr, report: result.report };
  }

  async #ask(code: number, fields: readonly Field[], doing: string): Promise<FieldReader> {
    if (this.#closed) throw new Fault('unavailable', `${doing} was not tried: the helper has been closed.`);
    const helper = this.#helper ?? this.#start();
    const id = (this.#nextId = (this.#nextId + 1) % 0xffff_ffff);
    const reply = await helper.ask(id, encodeRequest(id, code, fields), doing);
    if (reply.status === 0) return reply.fields;
    const errno = reply.fields.number();
    const call = reply.fields.string();
    const name = getSystemErrorName(-errno);
    throw new Fault(errno === 28 ? 'disk-full' : 'internal', `${doing} failed: ${call} answered ${name}. ${advice[name] ?? ''}`.trim(), {
      details: { errno: name, call },
    });
  }

  #start(): RunningHelper {
    const helper = startHelper(this.#helperPath, () => {
      if (this.#helper === helper) this.#helper = undefined;
    });
    this.#helper = helper;
    return helper;
  }
}

interface RunningHelper {
  child: ChildProcessByStdio<Writable, Readable, null>;
  ended: Promise<void>;
  ask(id: number, frame: Buffer, doing: string): Promise<Reply>;
}

function startHelper(path: string, onEnd: () => void): RunningHelper {
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: unknown) => void; doing: string }>();
  const child = spawn(path, [], { stdio: ['pipe', 'pipe', 'inherit'], env: {}, detached: true });
  const handles = [child, child.stdin as Socket, child.stdout as Socket];
  const keepAlive = (wanted: boolean): void => handles.forEach(handle => (wanted ? handle.ref() : handle.unref()));
  const failAll = (reason: string): void => {
    onEnd();
    for (const { reject, doing } of waiting.values()) {
      reject(new Fault('unavailable', `${doing} failed: the helper ${path} ${reason}. It is started again with the next request.`));
    }
    waiting.clear();
  };
  const ended = new Promise<void>(resolve => {
    child.once('error', error => (failAll(`could not be started (${error.message})`), resolve()));
    child.once('close', (code, signal) => (failAll(`ended (${signal ?? `exit code ${code}`})`), resolve()));
  });
  child.stdin.on('error', error => failAll(`takes no requests (${error.message})`));
  const read = replyReader();
  child.stdout.on('data', (chunk: Buffer) => {
    for (const reply of read(chunk)) {
      waiting.get(reply.id)?.resolve(reply);
      waiting.delete(reply.id);
    }
    if (waiting.size === 0) keepAlive(false);
  });
  keepAlive(false);
  return {
    child,
    ended,
    ask: (id, frame, doing) =>
      new Promise((resolve, reject) => {
        if (waiting.size === 0) keepAlive(true);
        waiting.set(id, { resolve, reject, doing });
        child.stdin.write(frame);
      }),
  };
}

function readResult(fields: FieldReader): RunResult & { timedOut: boolean } {
  const code = fields.number();
  const timedOut = (fields.number() & 1) !== 0;
  return { code, timedOut, stdout: fields.string(), stderr: fields.string(), report: fields.string() };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

const connection = (server: Server): Promise<Socket> => new Promise(resolve => server.once('connection', resolve));

/**
 * Rejects with the program's failure, and otherwise never settles: a program connects before it runs, so that one that has
 * ended well is still to be seen connecting.
 */
const failureOf = (done: Promise<RunResult>): Promise<never> => new Promise((_, reject) => done.catch(reject));

const tail = (text: string): string => text.trim().slice(-2000);

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const advice: Record<string, string> = {
  ENOENT: 'Check that the program or path exists (sampan doctor).',
  EPERM: 'The host-server needs root.',
  EACCES: 'The host-server needs root, and the program must be executable.',
};

/** mount(2), linux/mount.h. */
const mountFlagBits: Record<MountFlag, number> = {
  ro: 1, nosuid: 2, nodev: 4, noexec: 8, remount: 32, bind: 4096, rec: 16384,
};
