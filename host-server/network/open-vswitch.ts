import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFault, toFault } from '../../openapi/serve/fault.ts';
import type { Processes } from '../process/process.ts';
import { namespacePath } from './named-namespaces.ts';
import { Ovsdb } from './ovsdb.ts';
import { privateSwitchSocket, startPrivateSwitch } from './private-switch.ts';
import type { PrivateSwitchOptions } from './private-switch.ts';
import { SwitchConfig } from './switch-config.ts';

/**
 * Finds the machine's Open vSwitch, or starts a private one where none runs. Safe to call at every start. Throws
 * `unavailable` when the machine's own database answers but its ovs-vswitchd does not: the operator wants
 * that one used, so no other one is started behind his back.
 */
export async function ensureSwitch(options: EnsureSwitchOptions): Promise<SwitchHandle> {
  const systemSocket = options.systemSocket ?? '/var/run/openvswitch/db.sock';
  const isSystem = await databaseAnswers(systemSocket);
  if (!isSystem) {
    try {
      await startPrivateSwitch(options);
    } catch (error) {
      throw toFault(error, 'network-failed', 'A private Open vSwitch could not be started (is openvswitch-switch installed?)');
    }
  }
  const ovsdbSocket = isSystem ? systemSocket : privateSwitchSocket(options);
  await expectLiveSwitch(ovsdbSocket);
  return {
    isPrivate: !isSystem,
    ovsdbSocket,
    runDir: dirname(ovsdbSocket),
    netnsPath: isSystem ? undefined : namespacePath(options.namespace),
    datapathType: options.datapathType ?? ((await kernelDatapathWorks(options.processes)) ? 'system' : 'netdev'),
  };
}

/** Starts the daemons of a private switch that ended; the machine's own is started by whoever runs the machine. */
export async function reviveSwitch({ isPrivate }: SwitchHandle, options: PrivateSwitchOptions): Promise<void> {
  if (isPrivate) await startPrivateSwitch(options);
}

export interface EnsureSwitchOptions extends PrivateSwitchOptions {
  /** Default `/var/run/openvswitch/db.sock`. A path where nothing answers forces the private switch. */
  systemSocket?: string;
  /** Default: `system` where the kernel has the openvswitch module, otherwise `netdev`, the userspace datapath. */
  datapathType?: DatapathType;
}

export type DatapathType = 'system' | 'netdev';

export interface SwitchHandle {
  isPrivate: boolean;
  ovsdbSocket: string;
  /** Where ovs-vswitchd keeps its sockets: `<bridge>.mgmt` is the OpenFlow door of a bridge. */
  runDir: string;
  /** The namespace in which the switch looks for devices; undefined is the host's own. */
  netnsPath: string | undefined;
  datapathType: DatapathType;
}

/** The OpenFlow door of a bridge of this switch. */
export const openflowSocket = (handle: Pick<SwitchHandle, 'runDir'>, bridgeName: string): string => join(handle.runDir, `${bridgeName}.mgmt`);

/** The same, as `ovs-ofctl` takes it. */
export const openflowTarget = (handle: Pick<SwitchHandle, 'runDir'>, bridgeName: string): string => `unix:${openflowSocket(handle, bridgeName)}`;

async function databaseAnswers(socketPath: string): Promise<boolean> {
  const ovsdb = new Ovsdb({ socketPath, timeoutMs: 3_000 });
  try {
    return (await ovsdb.select('Open_vSwitch', [], ['_uuid'])).length > 0;
  } catch (error) {
    // Nobody listens, or something that is no Open vSwitch: either way there is none to use.
    if (isFault(error)) return false;
    throw error;
  } finally {
    await ovsdb.close();
  }
}

/** An empty change that ovs-vswitchd carries out is the only proof that it is alive. */
async function expectLiveSwitch(socketPath: string): Promise<void> {
  const ovsdb = new Ovsdb({ socketPath });
  try {
    await new SwitchConfig(ovsdb).commit([]);
  } finally {
    await ovsdb.close();
  }
}

async function kernelDatapathWorks(processes: Pick<Processes, 'run'>): Promise<boolean> {
  if (await isThere('/sys/module/openvswitch')) return true;
  try {
    await processes.run(['modprobe', '-q', 'openvswitch'], { allowFailure: true });
  } catch (error) {
    // A machine without modprobe loads no modules, and needs the userspace datapath like one without the module.
    if (!isFault(error)) throw error;
  }
  return isThere('/sys/module/openvswitch');
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
