import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What tests could leave behind: names that are unique while they exist. */
export interface MachineState {
  entries: Set<string>;
  /** Whether it has what belongs to tests that run beside, too. */
  ofAll: boolean;
}

/**
 * Lists namespaces, mounts, network links, loop devices in use and daemons of the kinds that tests start.
 *
 * @param options.ofAll when no other test runs beside, so that nothing is to be passed over
 */
export async function machineState({ ofAll = false } = {}): Promise<MachineState> {
  return { entries: new Set([...namespaces(), ...mounts(), ...links(), ...daemons(ofAll)]), ofAll };
}

/** What is there now and was not there before; waits a little for what is still on its way out. */
export async function leftovers(before: MachineState): Promise<string[]> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const { entries } = await machineState(before);
    const left = [...entries].filter((entry) => !before.entries.has(entry));
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(200);
  }
}

const besidePrefix = 'beside-';

/** For a machine of a test that runs beside those which look at what is left, and sees to it itself. */
export const besideId = (name: string): string => `${besidePrefix}${name}-${process.pid}`;

const daemonNames = new Set(['ovsdb-server', 'ovs-vswitchd', 'conmon', 'runc', 'crun', 'postgres', 'chromium', 'qemu-system-x86', 'dnsmasq', 'dockerd', 'containerd']);

const namespaces = (): string[] => listed('/run/netns').map((name) => `network namespace ${name}`);

const mounts = (): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').map((line) => `mount ${line.split(' ')[4] ?? ''}`);

const links = (): string[] => listed('/sys/class/net').map((name) => `network link ${name}`);

function daemons(ofAll: boolean): string[] {
  return listed('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const program = programOf(pid, ofAll);
      return program !== undefined && daemonNames.has(program) ? [`process ${pid} ${program}`] : [];
    });
}

function programOf(pid: string, ofAll: boolean): string | undefined {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // A database's processes for its clients go with it, and come as other tests connect.
    if (commandLine.startsWith('postgres:') || (!ofAll && commandLine.includes(`guest=${besidePrefix}`))) return undefined;
    return readlinkSync(`/proc/${pid}/exe`).split('/').at(-1)?.replace(' (deleted)', '');
  } catch (error) {
    // Processes come and go, and kernel threads have no program.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
