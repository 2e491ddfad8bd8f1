import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import { signal } from '../../process/signal.ts';
import { exists } from './disks.ts';
import { agentListens, guestAgent } from './guest-agent.ts';
import { withQmp } from './qmp.ts';
import type { VmPaths } from './vm-paths.ts';
import { findQemu } from './vm-process.ts';
import { settled, within } from './within.ts';

/** Of a busy guest; nobody waits for it who has less patience. */
const agentTimeoutMs = 10_000;

/** ACPI; a guest that does not listen to it may have an agent that does. Ends with the machine at the latest. */
export async function pressPowerButton(paths: VmPaths): Promise<void> {
  const listens = await withQmp(paths.qmp, async (qmp) => {
    await qmp.execute('system_powerdown');
    return agentListens(qmp);
  }).catch(() => false);
  if (!listens) return;
  await guestAgent(paths.agent, () => Promise.resolve(true)).call('guest-shutdown', { mode: 'powerdown' }, agentTimeoutMs).catch(() => undefined);
}

/** Ends the machine's process without asking the guest, and waits for its end. Nothing happens when there is none. */
export async function endQemu(processes: Pick<Processes, 'waitForExit'>, serverId: string, paths: VmPaths): Promise<void> {
  const pid = await findQemu(paths, serverId);
  if (pid === undefined) return;
  const exit = processes.waitForExit(pid);
  // Quitting writes what it still holds of its disks; a QEMU that does not answer is killed.
  await withQmp(paths.qmp, (qmp) => qmp.execute('quit'), 2_000).catch(() => signal(pid, 'SIGKILL'));
  if (!(await within(exit, 5_000))) signal(pid, 'SIGKILL');
  if (!(await within(exit, 30_000))) {
    throw new Fault('timeout', `Process ${pid} did not end within 30 s of KILL; it hangs in the kernel. Look at its stack in /proc, and at the disk.`);
  }
  // Its monitor is about to write the exit file, and must not do so once it was cleared.
  await settled(() => exists(paths.exitFile), 2_000);
}
