import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import { Fault, isFault } from '../../../openapi/serve/fault.ts';
import type { DriverServer } from '../driver.ts';
import { exists } from './disks.ts';
import { writePlan } from './machine-plan.ts';
import type { MachinePlan } from './machine-plan.ts';
import { qemuArgs } from './qemu-args.ts';
import { openQmp } from './qmp.ts';
import { makeGroup } from './vm-cgroup.ts';
import type { VmDriverOptions } from './vm-driver.ts';
import type { VmPaths } from './vm-paths.ts';
import { readIfThere } from './vm-process.ts';

export interface MachineLaunch {
  server: DriverServer;
  plan: MachinePlan;
  paths: VmPaths;
  uid: number;
  /** Its memory comes later. */
  incoming: boolean;
  kvmGid: number | undefined;
  /** Its control group, below each hierarchy's root. */
  group: string;
}

/** Starts the machine's QEMU, halted, and waits until it answers. */
export async function launchMachine({ processes, taps, logMaxBytes }: VmDriverOptions, { server, plan, paths, uid, incoming, kvmGid, group }: MachineLaunch): Promise<void> {
  await mkdir(paths.run, { recursive: true });
  await chmod(paths.run, 0o711);
  await mkdir(paths.sockets, { recursive: true, mode: 0o700 });
  await chown(paths.sockets, uid, uid);
  await writePlan(paths, plan);
  await rm(paths.qemuLog, { force: true });
  await processes.launch({
    argv: qemuArgs(plan, paths, { incoming }),
    uid,
    gid: uid,
    groups: kvmGid === undefined || plan.accelerator === 'tcg' ? [] : [kvmGid],
    pidFile: paths.pidFile,
    exitFile: paths.exitFile,
    logFile: paths.qemuLog,
    output: { file: paths.log, maxBytes: logMaxBytes },
    cgroupFiles: await makeGroup(group, { vcpus: server.vcpus, memoryBytes: (plan.memoryMib + overheadMib) * 2 ** 20 }),
    ...taps(plan.nics.map(({ portId, mtu }) => ({ id: portId, mtu }))),
  });
  await untilAnswers(server.id, paths);
}

/** What QEMU needs beside the guest's own memory: its code, the screen, buffers, translated code under emulation. */
const overheadMib = 512;

/** A QEMU that cannot make its machine says why and ends, within milliseconds. */
async function untilAnswers(serverId: string, paths: VmPaths): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const ended = await exists(paths.exitFile);
    if (ended || Date.now() > deadline) {
      const said = (await readIfThere(paths.qemuLog)).trim().slice(-2000);
      throw new Fault('start-failed', `QEMU could not make the machine of server ${serverId}: ${said || (ended ? 'it ended without a word' : 'it did not answer within 30 s')}. Check the image's properties and the host's memory.`);
    }
    try {
      (await openQmp(paths.qmp)).close();
      return;
    } catch (error) {
      // Not listening yet, or ended meanwhile.
      if (!isFault(error) || error.code !== 'unavailable') throw error;
    }
  }
}
