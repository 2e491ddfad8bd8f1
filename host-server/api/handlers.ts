import type { Handlers } from '../../openapi/serve/handler.ts';
import { getCommand, runCommand } from '../commands/run-command.ts';
import type { HostCore } from '../core.ts';
import { openHostConsole } from '../inside/console.ts';
import { readHostFiles, writeHostFiles } from '../inside/files.ts';
import { openHostExec } from '../inside/open-exec.ts';
import { readHostLog } from '../inside/read-log.ts';
import { runHostExec } from '../inside/run-exec.ts';
import { getHostStats } from '../inside/stats.ts';
import { deleteNetwork } from './delete-network.ts';
import { getHost } from './get-host.ts';
import { getHostNetwork } from './get-host-network.ts';
import { getHostServer } from './get-host-server.ts';
import { listHostNetworks } from './list-host-networks.ts';
import { listHostServers } from './list-host-servers.ts';
import { putNetwork } from './put-network.ts';
import { putServer } from './put-server.ts';
import { syncServer } from './sync-server.ts';
import { traceNetwork } from './trace-network.ts';
import { deleteHostVolume, listHostVolumes, pruneHostVolumes } from './volumes.ts';

/** @param core throws `unavailable` until this host-server has looked at its machine */
export const hostHandlers = (core: () => HostCore): Handlers<'host'> => ({
  getHost: getHost(core),
  listHostServers: listHostServers(core),
  getHostServer: getHostServer(core),
  putServer: putServer(core),
  syncServer: syncServer(core),
  openHostExec: openHostExec(core),
  runHostExec: runHostExec(core),
  openHostConsole: openHostConsole(core),
  readHostFiles: readHostFiles(core),
  writeHostFiles: writeHostFiles(core),
  readHostLog: readHostLog(core),
  getHostStats: getHostStats(core),
  runCommand: runCommand(core),
  getCommand: getCommand(core),
  listHostNetworks: listHostNetworks(core),
  getHostNetwork: getHostNetwork(core),
  putNetwork: putNetwork(core),
  deleteNetwork: deleteNetwork(core),
  traceNetwork: traceNetwork(core),
  listHostVolumes: listHostVolumes(core),
  pruneHostVolumes: pruneHostVolumes(core),
  deleteHostVolume: deleteHostVolume(core),
});
