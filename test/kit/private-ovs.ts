import { randomBytes } from 'node:crypto';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSwitch } from '../../host-server/network/open-vswitch.ts';
import type { SwitchHandle } from '../../host-server/network/open-vswitch.ts';
import { stopPrivateSwitch } from '../../host-server/network/private-switch.ts';
import type { PrivateSwitchOptions } from '../../host-server/network/private-switch.ts';

/** An Open vSwitch for one test, beside whatever runs on the machine, with the userspace datapath that works everywhere. */
export async function privateOvs(processes: PrivateSwitchOptions['processes']): Promise<PrivateOvs> {
  const directory = await mkdtemp(join(tmpdir(), 'ovs-'));
  const tag = randomBytes(3).toString('hex');
  const options: PrivateSwitchOptions = {
    processes,
    runDir: join(directory, 'run'),
    stateDir: join(directory, 'state'),
    logDir: join(directory, 'log'),
    namespace: `ovs-${tag}`,
  };
  const handle = await ensureSwitch({ ...options, systemSocket: join(directory, 'none'), datapathType: 'netdev' });
  const stop = async (): Promise<void> => {
    await stopPrivateSwitch({ ...options, purge: true });
    // Not recursive: a file that the switch leaves behind makes the test fail.
    await rmdir(directory);
  };
  return { handle, options, tag, stop };
}

export interface PrivateOvs {
  handle: SwitchHandle;
  options: PrivateSwitchOptions;
  /** For the names of bridges and namespaces, so that tests can run at the same time. */
  tag: string;
  stop: () => Promise<void>;
}
