import { readFile } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';

/**
 * A seccomp profile as container engines ship it (containers-common, seccomp.json): rules with conditions on the machine
 * and on capabilities. OCI's `linux.seccomp` has no conditions, so they are decided here.
 */
export interface EngineProfile {
  defaultAction: string;
  defaultErrnoRet?: number;
  syscalls: EngineRule[];
}

interface EngineRule {
  names: string[];
  action: string;
  errnoRet?: number;
  args?: SeccompArg[] | null;
  includes?: RuleCondition;
  excludes?: RuleCondition;
}

interface RuleCondition {
  arches?: string[];
  caps?: string[];
}

interface SeccompArg {
  index: number;
  value: number;
  valueTwo: number;
  op: string;
}

/** OCI runtime-spec, config-linux.md, "Seccomp". */
export interface OciSeccomp {
  defaultAction: string;
  defaultErrnoRet?: number;
  architectures: string[];
  syscalls: { names: string[]; action: string; errnoRet?: number; args?: SeccompArg[] }[];
}

export async function readEngineProfile(path: string): Promise<EngineProfile> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as EngineProfile;
  } catch (error) {
    throw new Fault(
      'start-failed',
      `The seccomp profile ${path} cannot be read, and no container starts without one. Install it (apt install golang-github-containers-common).`,
      { cause: error },
    );
  }
}

/**
 * The filter for a guest that is not trusted: the engine's profile for this machine and these capabilities, less what a
 * tenant can do without and kernels have been broken through: new namespaces, mounts, key rings, io_uring, and the
 * system calls of other word sizes (32-bit programs do not run; it also takes a quarter of the time of a create away, as
 * the filter is compiled in each one).
 *
 * @param machine as in `process.arch`
 */
export function ociSeccomp(profile: EngineProfile, machine: string, capabilities: readonly string[]): OciSeccomp {
  const names = machineNames[machine];
  if (!names) throw new Fault('start-failed', `No seccomp architecture is known for a ${machine} machine; use x64 or arm64.`);
  const syscalls = profile.syscalls
    .filter(rule => applies(rule, names.engine, capabilities))
    .map(rule => ociRule(rule))
    .filter(rule => rule.names.length > 0);
  return {
    defaultAction: profile.defaultAction,
    ...(profile.defaultErrnoRet === undefined ? {} : { defaultErrnoRet: profile.defaultErrnoRet }),
    architectures: [names.seccomp],
    syscalls: [
      ...syscalls,
      { names: [...refused], action: 'SCMP_ACT_ERRNO', errnoRet: EPERM },
      { names: ['clone'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: namespaceFlags, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }] },
    ],
  };
}

function applies(rule: EngineRule, machine: string, capabilities: readonly string[]): boolean {
  const { includes = {}, excludes = {} } = rule;
  if (includes.arches?.length && !includes.arches.includes(machine)) return false;
  if (excludes.arches?.includes(machine)) return false;
  if (includes.caps?.length && !includes.caps.every(capability => capabilities.includes(capability))) return false;
  return !excludes.caps?.some(capability => capabilities.includes(capability));
}

function ociRule(rule: EngineRule): OciSeccomp['syscalls'][number] {
  return {
    names: rule.names.filter(name => !refused.has(name) && !narrowed.has(name)),
    action: rule.action,
    ...(rule.errnoRet === undefined ? {} : { errnoRet: rule.errnoRet }),
    ...(rule.args?.length ? { args: rule.args } : {}),
  };
}

const EPERM = 1;

const machineNames: Record<string, { seccomp: string; engine: string }> = {
  x64: { seccomp: 'SCMP_ARCH_X86_64', engine: 'amd64' },
  arm64: { seccomp: 'SCMP_ARCH_AARCH64', engine: 'arm64' },
};

const refused = new Set([
  'add_key', 'fsconfig', 'fsmount', 'fsopen', 'fspick', 'io_uring_enter', 'io_uring_register', 'io_uring_setup', 'keyctl',
  'mount', 'mount_setattr', 'move_mount', 'open_tree', 'pivot_root', 'request_key', 'setns', 'umount', 'umount2', 'unshare',
]);

/** `clone` only without namespace flags; `clone3` hides its flags in memory, and without it libc falls back to `clone`. */
const narrowed = new Set(['clone', 'clone3']);

/** CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET} of sched.h. */
const namespaceFlags = 0x7e02_0000;
