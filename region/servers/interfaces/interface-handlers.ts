/** Ports of a server in Nova's words: each change is a new generation of its spec, and the networks' maps follow. */
import type { components } from '../../../openapi/generated/compute.ts';
import { badRequest, Fault } from '../../../openapi/serve/fault.ts';
import type { Handlers } from '../../../openapi/serve/handler.ts';
import type { Trx } from '../../../openapi/serve/db.ts';
import type { NetworkSettings } from '../../networks/project-network.ts';
import { selectPortsOf } from '../../networks/port-store.ts';
import type { Port } from '../../networks/port-store.ts';
import { letGoOf } from '../../networks/release-ports.ts';
import { attachServer, chooseNetworks } from '../../networks/server-ports.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';
import { findServer } from '../find-server.ts';
import type { Server } from '../server-row.ts';

export interface InterfaceDeps extends ChangeServerDeps {
  networks: NetworkSettings;
}

type InterfaceOperation = 'listInterfaces' | 'attachInterface' | 'getInterface' | 'detachInterface';
type View = components['schemas']['InterfaceAttachment'];

export function interfaceHandlers(deps: InterfaceDeps): Pick<Handlers<'compute'>, InterfaceOperation> {
  const { db, ambient } = deps;
  return {
    async listInterfaces({ path, auth, since }) {
      const server = await findServer(db, path.id, auth);
      return { status: 200, body: { interfaceAttachments: (await selectPortsOf(db, [server.id])).map((port) => view(port, since)) } };
    },
    async getInterface({ path, auth, since }) {
      const server = await findServer(db, path.id, auth);
      return { status: 200, body: { interfaceAttachment: view(await findPort(deps, server, path.port_id), since) } };
    },
    async attachInterface({ path, auth, body, requestId, since }) {
      const { net_id: network, port_id: port, fixed_ips: ips } = body.interfaceAttachment;
      if (network !== undefined && port !== undefined) throw badRequest('Must not input both network_id and port_id', { field: 'interfaceAttachment' });
      if (ips && network === undefined) throw badRequest('Must input network_id when request IP address', { field: 'interfaceAttachment.fixed_ips' });
      const wish = { uuid: network, port, fixed_ip: ips?.[0]?.ip_address };
      let before = new Set<string>();
      const edit = async (trx: Trx, server: Server): Promise<Partial<Server>> => {
        before = new Set((await selectPortsOf(trx, [server.id])).map(({ id }) => id));
        const choices = await chooseNetworks(trx, { auth, networks: network === undefined && port === undefined ? 'auto' : [wish], count: 1 }, { ambient, settings: deps.networks });
        await attachServer(trx, server, choices, undefined, ambient);
        return {};
      };
      const { after } = await changeServer({ id: path.id, verb: 'attach-interface', auth, requestId, edit }, deps);
      const made = (await selectPortsOf(db, [after.id])).find(({ id }) => !before.has(id));
      if (!made) throw new Fault('conflict', `The port was taken from instance ${after.id} again before this was answered.`);
      return { status: 200, body: { interfaceAttachment: view(made, since) } };
    },
    async detachInterface({ path, auth, requestId }) {
      const server = await findServer(db, path.id, auth);
      const port = await findPort(deps, server, path.port_id);
      const edit = async (trx: Trx): Promise<Partial<Server>> => {
        await letGoOf(trx, port, ambient.now().toISOString());
        return {};
      };
      await changeServer({ id: server.id, verb: 'detach-interface', auth, requestId, edit }, deps);
      return { status: 202 };
    },
  };
}

async function findPort({ db }: InterfaceDeps, server: Server, portId: string): Promise<Port> {
  const port = (await selectPortsOf(db, [server.id])).find(({ id }) => id === portId);
  if (!port) throw new Fault('not-found', `Instance ${server.id} has no port ${portId}: list its ports to see those that it has.`, { details: { resource: 'port', id: portId } });
  return port;
}

const view = (port: Port, since: (version: string) => boolean): View => ({
  net_id: port.networkId,
  port_id: port.id,
  mac_addr: port.macAddress,
  port_state: port.status,
  fixed_ips: port.fixedIps.map(({ subnetId, ipAddress }) => ({ ip_address: ipAddress, subnet_id: subnetId })),
  ...(since('2.70') ? { tag: null } : {}),
});
