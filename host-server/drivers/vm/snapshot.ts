import { chown, rename, rm, stat } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import type { LayerFile } from '../driver.ts';
import type { GuestAgent } from './guest-agent.ts';
import { makeDisk, qcow2Size } from './disks.ts';
import { baseNodeName } from './qemu-args.ts';
import { openQmp } from './qmp.ts';
import type { Qmp } from './qmp.ts';
import type { VmPaths } from './vm-paths.ts';

/** The disk of a machine that does not run is what it changed since its base, and nothing else. */
export async function copyDisk(processes: Pick<Processes, 'run'>, disk: string, target: string): Promise<LayerFile> {
  await processes.run(['cp', '--sparse=always', '--reflink=auto', '--', disk, target], { timeoutMs: 3_600_000 });
  return layerFile(target);
}

export interface BackUp {
  paths: VmPaths;
  /** QEMU's, which writes the copy. */
  uid: number;
  target: string;
  /** Of a guest that runs. */
  agent?: GuestAgent | undefined;
}

/**
 * Copies what a running machine has changed since its base, as it was at the moment when the copy began: QEMU writes old
 * content away before it changes. Only the topmost file's own clusters travel. A guest with an agent writes everything out
 * and holds still for that moment.
 */
export async function backUpDisk(processes: Pick<Processes, 'run'>, { paths, uid, target, agent }: BackUp): Promise<LayerFile> {
  await rm(paths.snapshot, { force: true });
  await makeDisk(processes, paths.snapshot, { bytes: await qcow2Size(paths.disk), owner: uid });
  const qmp = await openQmp(paths.jobs, 30_000);
  try {
    await forget(qmp);
    await qmp.execute('blockdev-add', { 'driver': 'qcow2', 'node-name': node, 'file': { driver: 'file', filename: paths.snapshot }, 'backing': baseNodeName('disk') });
    await whileQuiet(agent, () => qmp.execute('blockdev-backup', { 'job-id': job, 'device': 'disk', 'target': node, 'sync': 'top', 'auto-dismiss': false }));
    await finished(qmp);
  } finally {
    await forget(qmp).finally(() => qmp.close());
  }
  await chown(paths.snapshot, 0, 0);
  await rename(paths.snapshot, target).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    await copyDisk(processes, paths.snapshot, target);
    await rm(paths.snapshot);
  });
  return layerFile(target);
}

const node = 'snapshot';
const job = 'snapshot-job';

/** A guest without an agent, or one that refuses, is taken as after a power cut. */
async function whileQuiet(agent: GuestAgent | undefined, work: () => Promise<unknown>): Promise<void> {
  const frozen = await agent?.call('guest-fsfreeze-freeze').then(() => true, () => false);
  try {
    await work();
  } finally {
    if (frozen) await agent?.call('guest-fsfreeze-thaw');
  }
}

async function finished(qmp: Qmp): Promise<void> {
  for (;;) {
    const jobs = await qmp.execute<{ id: string; status: string; error?: string }[]>('query-jobs');
    const own = jobs.find(({ id }) => id === job);
    if (own === undefined) throw new Fault('internal', 'The copy of the machine\'s disk is gone before it was done. Take the snapshot again.', { retryable: true });
    if (own.error !== undefined) throw new Fault('internal', `The machine's disk could not be copied: ${own.error}. Look at the room on the host's disk.`, { retryable: true });
    if (own.status === 'concluded') return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Takes away what this snapshot, or one that was cut, has left in the machine. */
async function forget(qmp: Qmp): Promise<void> {
  const jobs = await qmp.execute<{ id: string; status: string }[]>('query-jobs');
  if (jobs.some(({ id }) => id === job)) {
    await qmp.execute('block-job-cancel', { device: job, force: true }).catch(() => undefined);
    for (let left = true; left; ) {
      const now = await qmp.execute<{ id: string; status: string }[]>('query-jobs');
      const own = now.find(({ id }) => id === job);
      if (own?.status === 'concluded') await qmp.execute('job-dismiss', { id: job });
      left = own !== undefined && own.status !== 'concluded';
      if (left) await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  const nodes = await qmp.execute<{ 'node-name'?: string }[]>('query-named-block-nodes', { flat: true });
  if (nodes.some((each) => each['node-name'] === node)) await qmp.execute('blockdev-del', { 'node-name': node });
}

const layerFile = async (path: string): Promise<LayerFile> => ({ format: 'qcow2', size: (await stat(path)).size });
