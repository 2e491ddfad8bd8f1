import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../openapi/serve/log.ts';
import type { HostConfig } from './config.ts';
import type { Driver } from './drivers/driver.ts';
import { findCgroups } from './drivers/container/cgroups.ts';
import { ContainerDriver } from './drivers/container/container-driver.ts';
import type { RuntimeName } from './drivers/container/oci-runtime.ts';
import { SetDriver } from './drivers/set/set-driver.ts';
import { machinesRunHere } from './drivers/vm/machines-run-here.ts';
import { VmDriver } from './drivers/vm/vm-driver.ts';
import { readHostRecord } from './host-record.ts';
import { diskMediaType, placeDisk } from './layers/place-disk.ts';
import { unpackLayer } from './layers/unpack.ts';
import type { Machine } from './machine.ts';
import { ensureSwitch, reviveSwitch } from './network/open-vswitch.ts';
import { OvsNetwork } from './network/ovs-network.ts';
import { stopPrivateSwitch } from './network/private-switch.ts';
import { metadataSocketOf } from './network/services/metadata-socket.ts';
import { readOperatorRanges } from './network/operator-ranges.ts';
import { readUplinks } from './network/uplinks.ts';
import { buildHelper } from './process/build-helper.ts';
import { HelperProcesses } from './process/helper-processes.ts';
import { requireReachable } from './reachable.ts';

/** Opens the real machine: native helper, drivers, Open vSwitch. */
export async function openMachine(config: HostConfig, log: Logger): Promise<Machine> {
  await Promise.all([requireReachable(config.stateDir), requireReachable(config.runDir)]);
  const helper = await findHelper(config);
  const processes = new HelperProcesses(helper);
  const switchOptions = {
    processes,
    runDir: join(config.runDir, 'ovs'),
    stateDir: join(config.stateDir, 'ovs'),
    logDir: join(config.stateDir, 'ovs'),
    namespace: `${config.gatewayPrefix}-switch`,
  };
  const containers = new ContainerDriver({
    processes,
    stateDir: join(config.stateDir, 'containers'),
    runDir: join(config.runDir, 'containers'),
    idRange: { start: config.idStart, size: config.idCount },
    cgroupParent: config.cgroup,
    runtime: config.runtime as 'auto' | RuntimeName,
    logMaxBytes: config.logMaxKib * 1024,
    keepLogsMs: config.keepLogsDays * 86_400_000,
    diskQuota: config.diskQuota === 'on',
    volumeGib: config.volumeGib,
    now: () => new Date(),
  });
  const sets = new SetDriver({
    containers,
    processes,
    stateDir: join(config.stateDir, 'containers'),
    runDir: join(config.runDir, 'containers'),
    cgroupParent: config.cgroup,
    owner: config.idStart,
    pause: helper,
  });
  const found = await ensureSwitch({ ...switchOptions, systemSocket: config.ovsdbSocket });
  const network = new OvsNetwork({
    processes,
    links: processes,
    switch: found,
    reviveSwitch: () => reviveSwitch(found, switchOptions),
    bridgeName: config.bridge,
    gatewayPrefix: config.gatewayPrefix,
    runDir: join(config.runDir, 'network'),
    metadataSocket: metadataSocketOf(config),
    doors: processes,
    hostId: (await readHostRecord(config.stateDir))?.hostId,
    tunnelIp: config.tunnelIp,
    uplinks: readUplinks(config.uplinks),
    reach: readOperatorRanges(config.reach),
    onOverlap: (networkId, why) => log.warn({ network_id: networkId, why }, 'this machine reaches the network by plain address only in part; its gateway namespace (ip netns) is a way to all of it'),
    onRepair: ({ what, portId, networkId, device, error }) => log.warn({ repair: what, ...(portId ? { port_id: portId } : {}), ...(networkId ? { network_id: networkId } : {}), ...(device ? { device } : {}), ...(error ? { error } : {}) }, 'the network was not as it should be, and was put right'),
  });
  const machines = new VmDriver({
    processes,
    stateDir: join(config.stateDir, 'machines'),
    runDir: join(config.runDir, 'machines'),
    userRange: { start: config.vmIdStart, size: config.vmIdCount },
    cgroupParent: config.cgroup,
    logMaxBytes: config.logMaxKib * 1024,
    taps: (ports) => network.taps(ports),
    now: () => new Date(),
  });
  const drivers: Driver[] = (await machinesRunHere()) ? [sets, machines] : [sets];
  // Nothing waits for it: a round that fails is followed by the next one.
  const tidying = setInterval(() => void Promise.all(drivers.flatMap((driver) => driver.tidy?.() ?? [])).catch((error: unknown) => log.warn({ error }, 'tidying up failed; the next round tries again')), 5_000).unref();
  return {
    drivers,
    volumes: containers.volumes,
    probe: (target) => processes.probe(target),
    network,
    unpack: (layer) => (layer.mediaType === diskMediaType ? placeDisk(layer) : unpackLayer({ ...layer, idShift: config.idStart, idCount: config.idCount, processes })),
    syncFileSystem: async (path) => {
      await processes.run(['sync', '-f', path], { timeoutMs: 600_000 });
    },
    async close() {
      clearInterval(tidying);
      await network.close();
      await processes.close();
    },
    async purge() {
      for (const driver of [sets, machines]) for (const { serverId } of await driver.list()) await driver.remove(serverId);
      await containers.volumes.close();
      await network.destroy();
      await stopPrivateSwitch({ ...switchOptions, purge: true });
      await (await findCgroups()).remove(config.cgroup);
    },
  };
}

/** The one that the build made beside this file, else one that is compiled now. */
async function findHelper(config: HostConfig): Promise<string> {
  if (config.helper !== undefined) return config.helper;
  const built = fileURLToPath(new URL('process/helper', import.meta.url));
  const isBuilt = await access(built).then(() => true, () => false);
  if (isBuilt) return built;
  const own = join(config.stateDir, 'helper');
  await buildHelper(own);
  return own;
}
