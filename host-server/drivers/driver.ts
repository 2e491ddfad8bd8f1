/**
 * The contract between the host-server and whatever runs servers. `container`, `vm` and `fake` implement it, and one
 * conformance suite (test/conformance/driver-suite.ts) runs on all of them. Nothing outside drivers and validation asks
 * which kind a server is: what differs is in `capabilities`.
 *
 * A driver holds no state of its own. What runs is found again by `list()` from the machine, because a workload's life
 * never depends on the host-server's. Every method is idempotent and may be killed at any instant: it is simply called
 * again.
 *
 * The life of one server:
 *
 *   prepare(layers, overlay) ── start() ── observe() … stop() ── release() ── remove()
 *
 * `prepare` makes the root file system, `create` makes the workload up to the point where its network can be plugged in
 * (it answers a network namespace path, or tap names), `start` lets it run, `stop` ends the processes and keeps the
 * root, `remove` takes away everything of that server.
 */
export interface Driver {
  readonly kind: 'container' | 'vm';
  readonly capabilities: DriverCapabilities;

  /** Makes (or finds) the writable root of the server over its read-only layers. */
  prepare(server: DriverServer): Promise<void>;

  /** Makes the workload, not yet running, and answers where its network goes. A created one is found, not made again. */
  create(server: DriverServer): Promise<Attachment>;

  /** Lets a created workload run. Nothing happens if it runs already. */
  start(serverId: string): Promise<void>;

  /**
   * Ends the workload: the stop signal first, KILL after `timeoutMs`, or as soon as `hurry` aborts. Keeps the root. Nothing
   * happens if it is not there.
   */
  stop(serverId: string, timeoutMs: number, hurry?: AbortSignal): Promise<void>;

  /** Takes away the workload and its root, logs included unless `keepLogs`. Safe without prepare, and twice. */
  remove(serverId: string): Promise<void>;

  /** Looks at the machine now. `absent` when the driver knows nothing of that server. */
  observe(serverId: string): Promise<Observation>;

  /** Every server that this driver finds on the machine: created, running or with only its root left. */
  list(): Promise<Observation[]>;

  /** Called with the server's id when a workload ended by itself. Returns the way to stop listening. */
  onExit(listener: (serverId: string) => void): () => void;
}

export interface DriverCapabilities {
  pause: boolean;
  suspend: boolean;
  exec: boolean;
  liveResize: boolean;
}

/** What a driver needs to know to make one server. Paths are absolute; layers run from the base to the top. */
export interface DriverServer {
  id: string;
  name: string;
  layers: string[];
  /** OCI image configuration (image-spec, config.md: `config` object). */
  imageConfig: ImageConfig;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  hostname: string;
  /** Lines for /etc/hosts and /etc/resolv.conf. */
  nameservers: string[];
  /** For /etc/hosts. */
  addresses: string[];
  /** Replaces the image's Cmd when given. */
  command?: string[];
  env?: Record<string, string>;
}

/** The part of the OCI image configuration that running needs (image-spec, config.md). */
export interface ImageConfig {
  Entrypoint?: string[] | null;
  Cmd?: string[] | null;
  Env?: string[] | null;
  WorkingDir?: string | null;
  User?: string | null;
  StopSignal?: string | null;
}

/** Where the network steps plug a server in. */
export interface Attachment {
  /** A network namespace to move a veth into, `/proc/PID/ns/net`. */
  netnsPath: string;
  pid: number;
}

export interface Observation {
  serverId: string;
  state: 'absent' | 'prepared' | 'created' | 'running' | 'exited';
  pid?: number;
  /** When it exited by itself: the code, or 128 + signal. */
  exitCode?: number;
  /** The kernel's memory limit ended it. */
  oomKilled?: boolean;
  startedAt?: string;
}
