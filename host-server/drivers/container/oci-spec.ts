/**
 * The OCI runtime specification (runtime-spec 1.0.2, config.md and config-linux.md) of one server: a pure function from
 * what the region wants and what the image says to what runc reads.
 *
 * The defaults are those of a cloud whose tenants are strangers: every container has its own user namespace (root inside
 * is nobody outside), the capabilities that Docker gives, no way to gain more, a system-call filter, a read-only /sys, a
 * /dev without devices, and hard limits on memory, CPU time and processes. Limits are cgroup settings that runc writes in
 * the form of the machine's cgroup version.
 */
import { Fault } from '../../../openapi/serve/fault.ts';
import type { DriverServer } from '../driver.ts';
import { sizeLimits } from './limits.ts';
import type { GuestUser } from './guest-user.ts';
import type { OciSeccomp } from './seccomp.ts';
import type { ServerPaths } from './server-paths.ts';

export interface OciSpecInput {
  server: DriverServer;
  paths: Pick<ServerPaths, 'rootfs' | 'hosts' | 'resolvConf' | 'hostname'>;
  user: GuestUser;
  seccomp: OciSeccomp;
  idRange: IdRange;
  /** Where the container's control groups are, below each hierarchy's root: `/sampan`. */
  cgroupParent: string;
  /** Whether the kernel counts swap; where it does not, runc must not be asked to limit it. */
  swapLimit: boolean;
  /** The hard limit of open files: what the host-server itself has, since raising it takes a right that it may lack. */
  openFilesMax: number;
  /** Number of the signal that asks the first process to end. Kept as an annotation, where `stop` finds it. */
  stopSignal: number;
}

/** The users of every container on this host, as the machine sees them: `start` is root inside. */
export interface IdRange {
  start: number;
  size: number;
}

export const stopSignalAnnotation = 'org.opencontainers.image.stopSignal';

export function ociSpec(input: OciSpecInput) {
  const { server, paths, idRange } = input;
  const mapping = [{ containerID: 0, hostID: idRange.start, size: idRange.size }];
  return {
    ociVersion: '1.0.2',
    process: guestProcess(server, input.user, input.openFilesMax),
    root: { path: paths.rootfs, readonly: false },
    hostname: server.hostname,
    mounts: [
      ...systemMounts,
      fileMount('/etc/hosts', paths.hosts),
      fileMount('/etc/resolv.conf', paths.resolvConf),
      fileMount('/etc/hostname', paths.hostname),
    ],
    annotations: { [stopSignalAnnotation]: String(input.stopSignal) },
    linux: {
      namespaces: ['pid', 'network', 'ipc', 'uts', 'mount', 'user', 'cgroup'].map(type => ({ type })),
      uidMappings: mapping,
      gidMappings: mapping,
      cgroupsPath: `${input.cgroupParent}/${server.id}`,
      resources: resources(server, input.swapLimit),
      sysctl: {
        'net.ipv4.ip_unprivileged_port_start': '0',
        'net.ipv4.ping_group_range': `0 ${Math.min(idRange.size - 1, 0x7fff_ffff)}`,
      },
      seccomp: input.seccomp,
      maskedPaths,
      readonlyPaths,
    },
  };
}

/** Docker's default set. All of it counts only inside the container's own user namespace. */
export const defaultCapabilities: readonly string[] = [
  'CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FSETID', 'CAP_FOWNER', 'CAP_MKNOD', 'CAP_NET_RAW', 'CAP_SETGID', 'CAP_SETUID',
  'CAP_SETFCAP', 'CAP_SETPCAP', 'CAP_NET_BIND_SERVICE', 'CAP_SYS_CHROOT', 'CAP_KILL', 'CAP_AUDIT_WRITE',
];

function guestProcess(server: DriverServer, user: GuestUser, openFilesMax: number) {
  return {
    terminal: false,
    user,
    args: guestArgs(server),
    env: guestEnv(server),
    cwd: server.imageConfig.WorkingDir || '/',
    // Nothing inheritable: a file with inheritable capabilities must not gain any (CVE-2022-24769). What is not root
    // loses the effective and permitted ones at exec.
    capabilities: { bounding: defaultCapabilities, effective: defaultCapabilities, permitted: defaultCapabilities },
    rlimits: [{ type: 'RLIMIT_NOFILE', soft: Math.min(65_536, openFilesMax), hard: openFilesMax }],
    noNewPrivileges: true,
  };
}

/** image-spec, config.md: Entrypoint and Cmd are one list; a command of the server replaces Cmd only. */
function guestArgs(server: DriverServer): string[] {
  const args = [...(server.imageConfig.Entrypoint ?? []), ...(server.command ?? server.imageConfig.Cmd ?? [])];
  if (args.length > 0 && args[0] !== '') return args;
  throw new Fault('image-unusable', 'The image names no program to run. Give it an Entrypoint or Cmd, or give the server a command.');
}

/** Later ones win: defaults, the image's, the server's. */
function guestEnv(server: DriverServer): string[] {
  const env = new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', server.hostname],
  ]);
  for (const pair of server.imageConfig.Env ?? []) {
    const at = pair.indexOf('=');
    if (at > 0) env.set(pair.slice(0, at), pair.slice(at + 1));
  }
  for (const [name, value] of Object.entries(server.env ?? {})) env.set(name, value);
  return [...env].map(([name, value]) => `${name}=${value}`);
}

function resources(server: DriverServer, swapLimit: boolean) {
  return {
    devices: [{ allow: false, access: 'rwm' }],
    ...sizeLimits(server, swapLimit),
    pids: { limit: 4096 },
  };
}

const fileMount = (destination: string, source: string) =>
  ({ destination, source, type: 'bind', options: ['bind', 'nosuid', 'nodev', 'noexec', 'rprivate'] });

const systemMounts = [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
  { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
  { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=64m'] },
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
  { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: ['nosuid', 'noexec', 'nodev', 'relatime', 'ro'] },
];

const maskedPaths = [
  '/proc/acpi', '/proc/asound', '/proc/interrupts', '/proc/kcore', '/proc/keys', '/proc/latency_stats', '/proc/sched_debug',
  '/proc/scsi', '/proc/timer_list', '/proc/timer_stats', '/sys/devices/virtual/powercap', '/sys/firmware',
];

const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];
