import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { accessOf, runningServer } from './entered-server.ts';

/** A server's network devices are eth0, eth1 … in the order of its ports, so their addresses are the spec's. */
export const getHostStats =
  (core: () => HostCore): HandlerOf<'host', 'getHostStats'> =>
  async ({ path }) => {
    const entered = await runningServer(core(), path.id);
    const stats = await accessOf(entered, 'be measured').stats(path.id);
    const { ports } = entered.record.spec;
    const network = stats.network.map((device, index) => ({ ...device, mac_address: device.mac_address || (ports[index]?.mac_address ?? '') }));
    return { status: 200, body: { ...stats, network } };
  };
