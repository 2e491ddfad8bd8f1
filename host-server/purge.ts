import { readFile, rm } from 'node:fs/promises';
import type { Logger } from '../openapi/serve/log.ts';
import { Fault } from '../openapi/serve/fault.ts';
import type { HostConfig } from './config.ts';
import type { Machine } from './machine.ts';
import { takeOnlyPlace } from './single-instance.ts';

/**
 * Takes everything of this host-server away from the machine: servers, wires, bridge, layers, specs, its credential. The
 * region is not told: delete the host there.
 */
export async function purge(config: HostConfig, log: Logger, openMachine: (config: HostConfig, log: Logger) => Promise<Machine>): Promise<void> {
  const leave = await takeOnlyPlace(config.stateDir);
  try {
    const machine = await openMachine(config, log);
    try {
      await machine.purge();
    } finally {
      await machine.close();
    }
    for (const folder of [config.runDir, config.stateDir]) {
      await requireNothingMounted(folder);
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await leave();
  }
}

/** What is mounted inside would be emptied too. proc(5): the mount point is the fifth field. */
async function requireNothingMounted(folder: string): Promise<void> {
  const points = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? '');
  const inside = points.filter((point) => point.startsWith(`${folder}/`));
  if (inside.length === 0) return;
  throw new Fault('conflict', `${folder} cannot be removed: ${inside[0]} is still mounted there. Unmount it (umount ${inside[0]}) and purge again.`);
}
