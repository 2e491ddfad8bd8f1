import { Fault, badRequest } from '../../../openapi/serve/fault.ts';
import type { DriverServer } from '../driver.ts';
import type { GuestUser } from './guest-user.ts';

/** Docker's default set. All of it counts only inside the container's own user namespace. */
export const defaultCapabilities: readonly string[] = [
  'CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FSETID', 'CAP_FOWNER', 'CAP_MKNOD', 'CAP_NET_RAW', 'CAP_SETGID', 'CAP_SETUID',
  'CAP_SETFCAP', 'CAP_SETPCAP', 'CAP_NET_BIND_SERVICE', 'CAP_SYS_CHROOT', 'CAP_KILL', 'CAP_AUDIT_WRITE',
];

/** Where the init stands inside: /dev is a tmpfs, so it leaves no trace in the root. */
export const initPath = '/dev/init';

/** runtime-spec, config.md, "Process". */
export function guestProcess(server: DriverServer, user: GuestUser, openFilesMax: number) {
  return {
    terminal: false,
    user,
    args: server.container?.init ? [initPath, '--', ...guestArgs(server)] : guestArgs(server),
    env: guestEnv(server),
    cwd: server.container?.working_dir || server.imageConfig.WorkingDir || '/',
    // Nothing inheritable: a file with inheritable capabilities must not gain any (CVE-2022-24769). What is not root
    // loses the effective and permitted ones at exec.
    capabilities: { bounding: defaultCapabilities, effective: defaultCapabilities, permitted: defaultCapabilities },
    rlimits: rlimits(server, openFilesMax),
    noNewPrivileges: true,
  };
}

/**
 * image-spec, config.md: Entrypoint and Cmd are one list; a command of the server replaces Cmd only. An entrypoint of the
 * server replaces both, as Docker has it: the image's Cmd was meant for the image's Entrypoint.
 */
function guestArgs({ container, command, imageConfig }: DriverServer): string[] {
  const entrypoint = container?.entrypoint ?? imageConfig.Entrypoint ?? [];
  const args = [...entrypoint, ...(command ?? (container?.entrypoint ? [] : imageConfig.Cmd) ?? [])];
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

interface Rlimit {
  type: string;
  soft: number | typeof unlimited;
  hard: number | typeof unlimited;
}

/** The largest 64-bit number is none of JavaScript's: it stands for itself until the bundle is written. */
export const unlimited = 'RLIM_INFINITY';

/** Open files are what the host-server itself may have; the server's own limits go over that. */
function rlimits({ container }: DriverServer, openFilesMax: number): Rlimit[] {
  const own = Object.entries(container?.ulimits ?? {}).map(([name, { soft, hard }]): Rlimit => {
    const field = `container.ulimits.${name}`;
    if (!limitNames.has(name)) throw badRequest(`There is no limit '${name}' that a container may have: use ${[...limitNames].join(', ')}.`, { field });
    if (hard !== -1 && (soft === -1 || soft > hard)) throw badRequest(`The soft limit of '${name}' (${soft}) is above the hard one (${hard}).`, { field });
    if (name === 'nofile' && (hard === -1 || hard > openFilesMax)) throw badRequest(`A container on this host may open ${openFilesMax} files at most, not ${hard === -1 ? 'any number' : hard}.`, { field });
    return { type: `RLIMIT_${name.toUpperCase()}`, soft: soft === -1 ? unlimited : soft, hard: hard === -1 ? unlimited : hard };
  });
  const files: Rlimit = { type: 'RLIMIT_NOFILE', soft: Math.min(65_536, openFilesMax), hard: openFilesMax };
  return own.some(({ type }) => type === files.type) ? own : [files, ...own];
}

/** setrlimit(2), but for those that reach beyond the container: real-time priorities and niceness. */
const limitNames = new Set(['as', 'core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nofile', 'nproc', 'rss', 'sigpending', 'stack']);
