import { Fault } from '../../../openapi/serve/fault.ts';
import { writeFile } from 'node:fs/promises';
import type { Attachment, Driver, DriverCapabilities, DriverServer, LayerFile, LogFiles, Observation, ServerSize } from '../driver.ts';

/**
 * A driver that runs nothing and behaves like one that does: for tests of everything above drivers, and for simulating
 * hosts by the thousand. What "runs" is in a `FakeMachine`, which outlives the driver as a real machine does.
 */
export interface FakeDriverOptions {
  kind?: Driver['kind'];
  machine?: FakeMachine;
  /** Answer a fault to let that call fail, before it changes anything; a promise holds the call until then. */
  fail?: (call: FakeCall, serverId: string) => Promise<Fault | undefined> | Fault | undefined;
  /** Freezes what it suspends unless it is told to save it. */
  suspend?: 'frozen' | 'saved';
  /** What a started server does by itself; it runs until it is stopped by default. */
  behave?: (server: DriverServer) => FakeBehaviour;
  now?: () => Date;
}

export type FakeCall = 'prepare' | 'create' | 'start' | 'stop' | 'remove' | 'pause' | 'resume' | 'suspend' | 'resize' | 'snapshot';

export interface FakeBehaviour {
  /** Ends by itself this long after its start, with `exitCode` (0 by default). */
  exitAfterMs?: number;
  exitCode?: number;
  oomKilled?: boolean;
  ignoresStopSignal?: boolean;
  /** Its image names a program that it does not hold. */
  unusable?: boolean;
}

/** What is on the machine. */
export class FakeMachine {
  readonly servers = new Map<string, FakeServer>();
  readonly exitListeners = new Set<(serverId: string) => void>();
  nextPid = 1000;
}

interface FakeServer {
  observation: Observation;
  behaviour: FakeBehaviour;
  exit?: NodeJS.Timeout;
  size?: ServerSize;
}

export class FakeDriver implements Driver {
  readonly kind: Driver['kind'];
  readonly capabilities: DriverCapabilities;
  readonly machine: FakeMachine;
  #options: FakeDriverOptions;

  constructor(options: FakeDriverOptions = {}) {
    this.#options = options;
    this.kind = options.kind ?? 'container';
    this.capabilities = { pause: true, suspend: options.suspend ?? 'frozen', exec: false, liveResize: true, livePorts: true, snapshot: true, rescue: false };
    this.machine = options.machine ?? new FakeMachine();
  }

  async prepare(server: DriverServer): Promise<void> {
    await this.#begin('prepare', server.id);
    if (!this.#find(server.id)) this.#put(server.id, { serverId: server.id, state: 'prepared' });
  }

  async create(server: DriverServer): Promise<Attachment> {
    await this.#begin('create', server.id);
    const found = this.#find(server.id)?.observation;
    if (found?.pid !== undefined && found.state !== 'exited') return attachment(found.pid);
    const behaviour = this.#options.behave?.(server) ?? {};
    if (behaviour.unusable) {
      this.#put(server.id, { serverId: server.id, state: 'prepared' });
      throw new Fault('image-unusable', 'The image cannot run its program: there is no such file. Check its Entrypoint and Cmd.');
    }
    const pid = this.machine.nextPid++;
    this.#put(server.id, { serverId: server.id, state: 'created', pid }, behaviour, { vcpus: server.vcpus, memoryMib: server.memoryMib, diskGib: server.diskGib });
    return attachment(pid);
  }

  async start(serverId: string): Promise<void> {
    await this.#begin('start', serverId);
    const server = this.#find(serverId);
    if (server?.observation.state === 'running' || server?.observation.state === 'paused') return;
    if (server?.observation.state !== 'created') {
      throw new Fault('start-failed', `Server ${serverId} has nothing to start. Create it again.`);
    }
    const startedAt = (this.#options.now?.() ?? new Date()).toISOString();
    server.observation = { ...server.observation, state: 'running', startedAt };
    const { exitAfterMs } = server.behaviour;
    if (exitAfterMs === undefined) return;
    server.exit = setTimeout(() => this.#exit(server), exitAfterMs);
  }

  async stop(serverId: string, timeoutMs: number, hurry?: AbortSignal): Promise<void> {
    await this.#begin('stop', serverId);
    const server = this.#find(serverId);
    if (!server) return;
    clearTimeout(server.exit);
    if (server.observation.state === 'running' && server.behaviour.ignoresStopSignal) await pause(timeoutMs, hurry);
    server.observation = { serverId, state: 'prepared' };
  }

  async remove(serverId: string): Promise<void> {
    await this.#begin('remove', serverId);
    clearTimeout(this.#find(serverId)?.exit);
    this.machine.servers.delete(serverId);
  }

  async pause(serverId: string): Promise<void> {
    await this.#begin('pause', serverId);
    this.#halt(serverId, 'paused');
  }

  async resume(serverId: string): Promise<void> {
    await this.#begin('resume', serverId);
    this.#require(serverId, ['running', 'paused']).observation.state = 'running';
  }

  async suspend(serverId: string): Promise<void> {
    await this.#begin('suspend', serverId);
    if (this.capabilities.suspend === 'frozen' || this.#find(serverId)?.observation.state === 'suspended') return this.#halt(serverId, 'paused');
    const server = this.#require(serverId, ['running', 'paused']);
    clearTimeout(server.exit);
    server.observation = { serverId, state: 'suspended' };
  }

  async resize(serverId: string, size: ServerSize): Promise<void> {
    await this.#begin('resize', serverId);
    this.#require(serverId, ['running', 'paused']).size = size;
  }

  async snapshot(serverId: string, target: string): Promise<LayerFile> {
    await this.#begin('snapshot', serverId);
    this.#require(serverId, ['prepared', 'running', 'paused', 'exited', 'suspended']);
    // Two empty blocks: an archive of nothing.
    await writeFile(target, Buffer.alloc(1024), { flag: 'wx' });
    return { format: 'tar', size: 1024 };
  }

  async exec(): Promise<never> {
    throw new Fault('not-supported', 'A server that does not really run can run no programs.');
  }

  async logFiles(): Promise<LogFiles> {
    return { format: 'raw', paths: [] };
  }

  async observe(serverId: string): Promise<Observation> {
    return { ...(this.#find(serverId)?.observation ?? { serverId, state: 'absent' }) };
  }

  async list(): Promise<Observation[]> {
    return [...this.machine.servers.values()].map(server => ({ ...server.observation }));
  }

  onExit(listener: (serverId: string) => void): () => void {
    const { exitListeners } = this.machine;
    // A function of its own, so that one listener given twice is two.
    const own = (serverId: string): void => listener(serverId);
    exitListeners.add(own);
    return () => void exitListeners.delete(own);
  }

  async #begin(call: FakeCall, serverId: string): Promise<void> {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(serverId)) throw new Fault('bad-request', `'${serverId}' is no server ID.`);
    const fault = await this.#options.fail?.(call, serverId);
    if (fault) throw fault;
  }

  #find(serverId: string): FakeServer | undefined {
    return this.machine.servers.get(serverId);
  }

  #put(serverId: string, observation: Observation, behaviour: FakeBehaviour = {}, size?: ServerSize): void {
    clearTimeout(this.#find(serverId)?.exit);
    this.machine.servers.set(serverId, { observation, behaviour, ...(size ? { size } : {}) });
  }

  #halt(serverId: string, state: 'paused'): void {
    const server = this.#require(serverId, ['running', 'paused', 'suspended']);
    if (server.observation.state === 'running') server.observation.state = state;
  }

  #require(serverId: string, states: readonly Observation['state'][]): FakeServer {
    const server = this.#find(serverId);
    if (server && states.includes(server.observation.state)) return server;
    throw new Fault('conflict', `Server ${serverId} is ${server?.observation.state ?? 'absent'}, and must be ${states.join(' or ')} for that.`);
  }

  #exit(server: FakeServer): void {
    const { serverId, startedAt } = server.observation;
    const { exitCode = 0, oomKilled } = server.behaviour;
    server.observation = { serverId, state: 'exited', exitCode, ...(startedAt ? { startedAt } : {}), ...(oomKilled ? { oomKilled } : {}) };
    for (const listener of this.machine.exitListeners) listener(serverId);
  }
}

const attachment = (pid: number): Attachment => ({ netnsPath: `/proc/${pid}/ns/net`, pid });

const pause = (ms: number, hurry?: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    hurry?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
