import { badRequest } from '../../../openapi/serve/fault.ts';
import { initPath } from './guest-process.ts';
import type { PartServer } from './part.ts';
import type { ServerPaths } from './server-paths.ts';

/** Where a host keeps what goes into containers. Absent is what this host does not have. */
export interface MountSources {
  /** A static init. */
  init?: string | undefined;
  /** The folder of lxcfs's own /proc. */
  lxcfs?: string | undefined;
  /** Of each volume of the server, by its name. */
  volumes: ReadonlyMap<string, string>;
  configDrive?: string | undefined;
}

interface OciMount {
  destination: string;
  type: string;
  source: string;
  options: string[];
}

/** runtime-spec, config.md, "Mounts", in the order in which they are made. */
export function guestMounts(server: PartServer, paths: Pick<ServerPaths, 'hosts' | 'resolvConf' | 'hostname'>, sources: MountSources): OciMount[] {
  const { container = {}, part } = server;
  return [
    ...systemMounts(container.shm_mib ?? 64),
    fileMount('/etc/hosts', paths.hosts),
    fileMount('/etc/resolv.conf', paths.resolvConf),
    fileMount('/etc/hostname', paths.hostname),
    ...(part?.role === 'infra' ? [programMount(part.pause)] : container.init ? [initMount(sources.init)] : []),
    ...(sources.lxcfs === undefined ? [] : lxcfsFiles.map(name => ({ ...bind(`/proc/${name}`, `${sources.lxcfs}/${name}`, ['nosuid', 'nodev', 'noexec']) }))),
    ...(container.tmpfs ?? []).map(({ path, size_mib }) => tmpfs(ownPath(path, 'tmpfs'), size_mib)),
    ...(container.volumes ?? []).map(volume => volumeMount(volume, sources.volumes)),
    ...(part?.role === 'member' ? part.mounts.map(({ source, path, readOnly }) => bind(ownPath(path, 'mounts'), source, [...(readOnly ? ['ro'] : []), 'nosuid', 'nodev'])) : []),
    ...(sources.configDrive === undefined ? [] : [bind('/config-drive', sources.configDrive, ['ro', 'nosuid', 'nodev', 'noexec'])]),
  ];
}

function initMount(init: string | undefined): OciMount {
  if (init !== undefined) return programMount(init);
  throw badRequest('This host has no init to put before the command: install tini there (apt install tini), or start the server without init.', { field: 'container.init' });
}

const programMount = (program: string): OciMount => bind(initPath, program, ['ro', 'nosuid', 'nodev']);

function volumeMount({ name, path, read_only }: { name: string; path: string; read_only?: boolean }, volumes: ReadonlyMap<string, string>): OciMount {
  const source = volumes.get(name);
  if (source === undefined) throw new TypeError(`the volume ${name} was not opened`);
  return bind(ownPath(path, 'volumes'), source, [...(read_only ? ['ro'] : []), 'nosuid', 'nodev']);
}

/** What is ours inside must not be covered. */
function ownPath(path: string, option: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  const isOurs = ['proc', 'sys', 'dev'].includes(parts[0] ?? 'proc');
  if (!isOurs && !parts.includes('..')) return `/${parts.join('/')}`;
  throw badRequest(`Nothing can be mounted at '${path}': the root, /proc, /sys and /dev are the container's own, and '..' leads nowhere.`, { field: `container.${option}` });
}

const tmpfs = (destination: string, sizeMib: number | undefined): OciMount =>
  ({ destination, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777', `size=${sizeMib ?? 64}m`] });

const bind = (destination: string, source: string, options: string[]): OciMount => ({ destination, source, type: 'bind', options: ['bind', 'rprivate', ...options] });

const fileMount = (destination: string, source: string): OciMount => bind(destination, source, ['nosuid', 'nodev', 'noexec']);

/** What lxcfs(1) computes from the reader's own control group. */
const lxcfsFiles = ['cpuinfo', 'diskstats', 'loadavg', 'meminfo', 'stat', 'swaps', 'uptime'];

const systemMounts = (shmMib: number): OciMount[] => [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
  { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
  { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${shmMib}m`] },
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
  { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: ['nosuid', 'noexec', 'nodev', 'relatime', 'ro'] },
];
