/** Starts a program that outlives the host-server, with its own user and without any network but its taps (launch.h). */
export interface Launcher {
  /**
   * Resolves once the program was executed; its own start may still fail, which its exit file tells. Its descriptor 3 takes
   * what is to be kept as its output, and those from 4 on are the taps, in order. It may gain no new privileges, and dumps no core.
   */
  launch(request: LaunchRequest): Promise<void>;
  /**
   * Makes one more tap and hands it to a QEMU that runs: its monitor knows the descriptor by the tap's name then, and the next
   * `netdev_add` takes it. One that nobody takes goes with the QEMU, or with the next of that name.
   */
  handTap(request: HandTapRequest): Promise<void>;
}

export interface HandTapRequest {
  tap: LaunchTap;
  wiring: TapWiring;
  /** Of the monitor; nobody else may be connected to it. */
  socketPath: string;
}

export interface LaunchRequest {
  argv: readonly string[];
  uid: number;
  gid: number;
  /** Supplementary groups. */
  groups?: readonly number[];
  /** Gets the decimal pid. */
  pidFile: string;
  /** Appears when the program has ended, whole: its exit code, or 128 and the signal that ended it. */
  exitFile: string;
  /** Gets what the program says on its standard descriptors. */
  logFile: string;
  /** What comes by descriptor 3: the newest of it in this file, older in the same name with .1, together never more than that. */
  output: { file: string; maxBytes: number };
  /** The `cgroup.procs` (version 1 as 2) of the control groups that it joins. */
  cgroupFiles?: readonly string[];
  taps?: readonly LaunchTap[];
  /** Where the taps are made; needed when there are any. */
  wiring?: TapWiring | undefined;
}

export interface LaunchTap {
  deviceName: string;
  /** At most 255 characters. */
  alias: string;
  mtu: number;
}

/** What the network says about taps: where they are made, and how. */
export interface TapWiring {
  /** Undefined is the host's own namespace. */
  netnsPath?: string | undefined;
  /** A Linux bridge to put them on. */
  master?: string | undefined;
  /** Whether packets may come and go without their checksums, as the kernel's datapath can carry them. */
  offload: boolean;
}
