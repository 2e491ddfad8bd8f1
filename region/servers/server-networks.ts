import type { Trx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Ambient } from '../ambient.ts';
import { allocatePorts } from '../networks/allocate-ports.ts';
import { selectNetwork } from '../networks/network-store.ts';
import type { Network } from '../networks/network-store.ts';
import { projectNetwork } from '../networks/project-network.ts';
import type { NetworkSettings } from '../networks/project-network.ts';
import type { ServerOrder } from './server-order.ts';

/** Gives the servers of an order their ports. */
export async function plugServers(trx: Trx, order: ServerOrder, serverIds: readonly string[], deps: { ambient: Ambient; networks: NetworkSettings }): Promise<void> {
  const projectId = order.auth.projectId ?? '';
  for (const { network, fixedIp } of await chosenNetworks(trx, order, deps)) {
    await allocatePorts(trx, { network, projectId, serverIds, fixedIp }, deps.ambient);
  }
}

async function chosenNetworks(trx: Trx, { auth, networks, counts }: ServerOrder, deps: { ambient: Ambient; networks: NetworkSettings }): Promise<{ network: Network; fixedIp?: string | undefined }[]> {
  if (networks === 'none') return [];
  const project = { id: auth.projectId ?? '', name: auth.projectName ?? 'default' };
  if (networks === undefined || networks === 'auto' || networks.length === 0) {
    return [{ network: await projectNetwork(trx, project, { ambient: deps.ambient, settings: deps.networks }) }];
  }
  const chosen = [];
  for (const { uuid, port, fixed_ip: fixedIp } of networks) {
    if (typeof port === 'string') throw badRequest(`Port ${port} could not be found: name a network.`);
    if (uuid === undefined) throw badRequest("Bad networks format: each network needs a 'uuid' or a 'port'.");
    if (fixedIp !== undefined && counts.max > 1) throw badRequest('Invalid fixed IP: it cannot be given to several servers; leave it out, or ask for one server.');
    const network = await selectNetwork(trx, uuid);
    if (!network || network.projectId !== project.id) throw badRequest(`Network ${uuid} could not be found: list networks to see those of your project.`);
    chosen.push({ network, fixedIp });
  }
  return chosen;
}
