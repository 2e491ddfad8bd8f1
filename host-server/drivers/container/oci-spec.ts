/**
 * The OCI runtime specification (runtime-spec 1.0.2, config.md and config-linux.md) of one server: a pure function from
 * what the region wants and what the image says to what the runtime reads.
 *
 * The defaults are those of a cloud whose tenants are strangers: every container has its own user namespace (root inside
 * is nobody outside), the capabilities that Docker gives, no way to gain more, a system-call filter, a read-only /sys, a
 * /dev without devices, and hard limits on memory, CPU time and processes. Limits are cgroup settings that runc writes in
 * the form of the machine's cgroup version.
 */
import type { DriverServer } from '../driver.ts';
import { groupOf } from './container-id.ts';
import { compiledFilterAnnotation } from './guest-filter.ts';
import type { FilterInput } from './guest-filter.ts';
import { guestMounts } from './guest-mounts.ts';
import type { MountSources } from './guest-mounts.ts';
import { guestProcess, unlimited } from './guest-process.ts';
import { sizeLimits } from './limits.ts';
import type { GuestUser } from './guest-user.ts';
import type { Part, PartServer } from './part.ts';
import type { ServerPaths } from './server-paths.ts';

export interface OciSpecInput {
  server: PartServer;
  paths: Pick<ServerPaths, 'rootfs' | 'hosts' | 'resolvConf' | 'hostname'>;
  user: GuestUser;
  filter: FilterInput;
  idRange: IdRange;
  /** Where the container's control groups are, below each hierarchy's root: `/sampan`. */
  cgroupParent: string;
  /** Whether the kernel counts swap; where it does not, runc must not be asked to limit it. */
  swapLimit: boolean;
  /** The hard limit of open files: what the host-server itself has, since raising it takes a right that it may lack. */
  openFilesMax: number;
  sources: MountSources;
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
  const { server, paths, idRange, filter } = input;
  const isMember = server.part?.role === 'member';
  const mapping = [{ containerID: 0, hostID: idRange.start, size: idRange.size }];
  return {
    ociVersion: '1.0.2',
    process: guestProcess(server, input.user, input.openFilesMax),
    root: { path: paths.rootfs, readonly: server.container?.immutable ?? false },
    ...(isMember ? {} : { hostname: server.hostname }),
    mounts: guestMounts(server, paths, input.sources),
    annotations: { [stopSignalAnnotation]: String(input.stopSignal), ...(filter.compiled === undefined ? {} : { [compiledFilterAnnotation]: filter.compiled }) },
    linux: {
      namespaces: namespacesOf(server.part),
      uidMappings: mapping,
      gidMappings: mapping,
      // Of a set the group with the limits of all is above, and holds no process itself, as version 2 wants it.
      cgroupsPath: `${input.cgroupParent}/${groupOf(server.id)}${server.part?.role === 'infra' ? '/infra' : ''}`,
      resources: resources(server, input.swapLimit),
      ...(isMember ? {} : { sysctl: networkSettings(idRange) }),
      seccomp: filter.seccomp,
      maskedPaths,
      readonlyPaths,
    },
  };
}

/** A member of a set joins what its infra container made. The network belongs to that one's user namespace, so that is joined too (user_namespaces(7)). */
function namespacesOf(part: Part | undefined) {
  const own = ['pid', 'mount', 'cgroup'].map(type => ({ type }));
  const shared = Object.entries({ user: 'user', network: 'net', ipc: 'ipc', uts: 'uts' });
  if (part?.role !== 'member') return [...own, ...shared.map(([type]) => ({ type }))];
  return [...own, ...shared.map(([type, file]) => ({ type, path: `/proc/${part.infraPid}/ns/${file}` }))];
}

const networkSettings = (idRange: IdRange) => ({
  'net.ipv4.ip_unprivileged_port_start': '0',
  'net.ipv4.ping_group_range': `0 ${Math.min(idRange.size - 1, 0x7fff_ffff)}`,
});

/** The bundle's text: numbers that JavaScript has not are put in here. */
export const ociText = (spec: unknown): string => JSON.stringify(spec).replace(unlimitedText, '"$1":18446744073709551615');

/** Inside a text of the guest's the quotes would be escaped. */
const unlimitedText = new RegExp(`"(soft|hard)":"${unlimited}"`, 'g');

function resources(server: DriverServer, swapLimit: boolean) {
  return {
    devices: [{ allow: false, access: 'rwm' }],
    ...sizeLimits(server, swapLimit),
    pids: { limit: server.container?.pids ?? 4096 },
  };
}

const maskedPaths = [
  '/proc/acpi', '/proc/asound', '/proc/interrupts', '/proc/kcore', '/proc/keys', '/proc/latency_stats', '/proc/sched_debug',
  '/proc/scsi', '/proc/timer_list', '/proc/timer_stats', '/sys/devices/virtual/powercap', '/sys/firmware',
];

const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];
