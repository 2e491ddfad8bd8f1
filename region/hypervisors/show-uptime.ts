import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { stateWord, statusWord } from '../hosts/host-state.ts';
import { hypervisorId } from './hypervisor-view.ts';
import { findHypervisor } from './read-hypervisors.ts';
import { uptimeLine } from './uptime-line.ts';

/** For how long a host has been up, by what it said last; a host that is down has none. */
export function showUptime({ db, ambient }: { db: Db; ambient: Ambient }): HandlerOf<'compute', 'getHypervisorUptime'> {
  return async ({ path, since }) => {
    const found = await findHypervisor(db, path.id, since, false);
    const { host } = found;
    if (host.bootedAt === null || host.loadAverage === null) {
      throw new Fault('not-implemented', `Host ${host.name} has not said since when it is up. It does with its next heartbeat, if its host-server is new enough.`);
    }
    const uptime = uptimeLine(ambient.now(), host.bootedAt, host.loadAverage);
    return { status: 200, body: { hypervisor: { id: hypervisorId(found, since), hypervisor_hostname: host.name, state: stateWord(host), status: statusWord(host), uptime } } };
  };
}
