import type { Duplex, Readable } from 'node:stream';
import type { components } from '../../openapi/generated/host.ts';
import type { GuestAccess } from './guest-access.ts';

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
 * root, `remove` takes away everything of that server. What a driver cannot do by its `capabilities` it refuses with
 * `not-supported`.
 */
export interface Driver {
  readonly kind: 'container' | 'vm';
  readonly capabilities: DriverCapabilities;
  /** Files, passwords, consoles and statistics; absent where none of it can be done. */
  readonly access?: GuestAccess;

  /** Makes (or finds) the writable root of the server over its read-only layers. */
  prepare(server: DriverServer): Promise<void>;

  /**
   * Makes the workload, not yet running, and answers where its network goes. A created one is found, not made again; with
   * `capabilities.livePorts` one that runs is given the ports that it should have now, as far as they are the driver's to make.
   */
  create(server: DriverServer): Promise<Attachment>;

  /** Lets a created workload run. Nothing happens if it runs already. */
  start(serverId: string): Promise<void>;

  /**
   * Ends the workload: the stop signal first, KILL after `timeoutMs`, or as soon as `hurry` aborts. Keeps the root. Nothing
   * happens if it is not there.
   */
  stop(serverId: string, timeoutMs: number, hurry?: AbortSignal): Promise<void>;

  /** Takes away the workload and its root. Logs are kept for a while. Safe without prepare, and twice. */
  remove(serverId: string): Promise<void>;

  /** Halts a running server where it is, its memory and its network kept. Nothing happens if it is paused already. */
  pause(serverId: string): Promise<void>;

  /** Lets a paused server run on. Nothing happens if it runs. */
  resume(serverId: string): Promise<void>;

  /**
   * Puts a running or paused server to rest, as `capabilities.suspend` says: `frozen` is as paused; `saved` writes its
   * memory to the disk and ends it, and then `create` makes it from there and `start` lets it run on. Nothing happens if it
   * rests already.
   */
  suspend(serverId: string): Promise<void>;

  /** Gives a running or paused server another size without a restart. Only with `capabilities.liveResize`. */
  resize(serverId: string, size: ServerSize): Promise<void>;

  /**
   * Writes what the server changed since its base as one layer to `target`, a file that is not there yet, in a consistent
   * state: the guest stands still or is quiesced meanwhile. Also of a stopped server that was prepared.
   */
  snapshot(serverId: string, target: string): Promise<LayerFile>;

  /**
   * Runs a program inside a running server. Rejects with `image-unusable` when there is no such program, with `conflict`
   * when the server does not run.
   */
  exec(serverId: string, request: ExecRequest): Promise<ExecProcess>;

  /**
   * The files that hold the server's output, the oldest first; none when there is none. Kept for a while after `remove`.
   *
   * @param member of a set; its first one unless given
   */
  logFiles(serverId: string, member?: string): Promise<LogFiles>;

  /** Looks at the machine now. `absent` when the driver knows nothing of that server. */
  observe(serverId: string): Promise<Observation>;

  /** Every server that this driver finds on the machine: created, running or with only its root left. */
  list(): Promise<Observation[]>;

  /** Called every few seconds: lets go of what is kept for a while only, and keeps logs in order. */
  tidy?(): Promise<void>;

  /** Called with the server's id when a workload ended by itself. Returns the way to stop listening. */
  onExit(listener: (serverId: string) => void): () => void;
}

export interface DriverCapabilities {
  pause: boolean;
  /** What `suspend` does: nothing of its memory is freed when `frozen`. */
  suspend: false | 'frozen' | 'saved';
  exec: boolean;
  liveResize: boolean;
  /** Whether ports come and go while it runs; a server that is an exception says so when it is observed. */
  livePorts: boolean;
  snapshot: boolean;
  /** Whether a server can be started from a rescue image, its own root beside. */
  rescue: boolean;
}

export interface ServerSize {
  vcpus: number;
  memoryMib: number;
  /** 0 means no limit of its own. Never shrinks what is there. */
  diskGib: number;
}

/** One layer as a file: a tar archive with OCI whiteouts and the owners that the guest sees, or a qcow2 file. */
export interface LayerFile {
  format: 'tar' | 'qcow2';
  /** Bytes. */
  size: number;
}

export interface ExecRequest {
  argv: readonly string[];
  /** Over the server's own environment. */
  env?: Record<string, string>;
  /** Of a set; its first one unless given. */
  member?: string;
  /** As in an image: name or uid, with :group when wanted. The server's own user unless given. */
  user?: string;
  cwd?: string;
  /** With a terminal of that size; without one, output and errors come apart. */
  tty?: { columns: number; rows: number };
}

export interface ExecProcess {
  /** Write its input (end it for its end of file), read its output. It takes no more than is read. */
  stdio: Duplex;
  /** Its errors; with a terminal they come in `stdio` and this only ends. */
  stderr: Readable;
  /** The exit code, or 128 + signal. Rejects when the program could not be run, or what carried it was lost. */
  exit: Promise<number>;
  /** For one with a terminal; otherwise nothing happens. */
  resize(columns: number, rows: number): void;
  /** Sends a signal by its number. */
  signal(number: number): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

export interface LogFiles {
  /** `k8s`: each line is `time stream F|P text`, as container engines write it; `raw`: as it came. */
  format: 'k8s' | 'raw';
  paths: string[];
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
  /** What only a machine needs of its image. */
  machine?: MachineImage;
  /** Boot from this one instead, with the server's own disk as the second. */
  rescue?: { layers: string[]; machine?: MachineImage };
  /** In order; for drivers that make the network devices themselves. */
  ports?: { id: string; macAddress: string; mtu: number }[];
  /** The files of the config drive by their paths. */
  configDrive?: () => ReadonlyMap<string, Buffer>;
  /** Volumes are its own. */
  projectId?: string;
  /** What only a container has. */
  container?: components['schemas']['ContainerOptions'];
  /** What the guest is given at its first boot. */
  guest?: components['schemas']['GuestSetup'];
  /** Replaces the image's Cmd when given. */
  command?: string[];
  env?: Record<string, string>;
  /** Of a set: the containers that run in it, in the order in which they start. The server's own container runs nothing then. */
  members?: DriverMember[];
  /** Those members that are to run; all unless given. The others stay as they are. */
  wantedMembers?: readonly string[];
}

/** One container of a set. */
export interface DriverMember extends Pick<DriverServer, 'layers' | 'imageConfig' | 'command' | 'env' | 'container'> {
  name: string;
  /** Volumes that the members of this server share, and that go with it. */
  mounts: { volume: string; path: string; readOnly: boolean }[];
  /** Its own share of the set's size at most; all of it otherwise. */
  vcpus?: number;
  memoryMib?: number;
}

/** What a machine is made of beside its layers. */
export interface MachineImage {
  /** As Glance has them: `hw_machine_type`, `os_command_line`. */
  properties: Record<string, string>;
  /** Files of a direct kernel boot. */
  kernel?: string;
  ramdisk?: string;
  /** Its layers are what is on a CD-ROM, and no disk to be written to. */
  cdrom?: true;
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
  /** A network namespace to move a veth into, `/proc/PID/ns/net`; absent where each port is a tap that the driver has made. */
  netnsPath?: string;
  pid: number;
}

export interface Observation {
  serverId: string;
  /** `suspended` only where nothing of it runs (`capabilities.suspend` is `saved`); a frozen one is seen as paused. */
  state: 'absent' | 'prepared' | 'created' | 'running' | 'paused' | 'suspended' | 'exited';
  pid?: number;
  /** When it exited by itself: the code, or 128 + signal. */
  exitCode?: number;
  /** The kernel's memory limit ended it. */
  oomKilled?: boolean;
  /** How many more ports it takes as it runs, where that is limited; false when they come and go with a restart only. */
  livePorts?: number | false;
  startedAt?: string;
  /** Of a set, in order. */
  members?: MemberObservation[];
}

export interface MemberObservation extends Omit<Observation, 'serverId' | 'members'> {
  name: string;
}
